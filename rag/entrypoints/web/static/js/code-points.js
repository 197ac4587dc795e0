// Spans count code points; strings of JavaScript count UTF-16 units, two for a character beyond U+FFFF.

/** Positions in one text, from one way of counting to the other. */
export class Positions {
  constructor(text) {
    this.pairs = [];
    for (const match of text.matchAll(/[\ud800-\udbff][\udc00-\udfff]/g)) this.pairs.push(match.index);
  }

  /** Index in the string of the code point that is number `point`. */
  toUnit(point) {
    // The number of pairs that begin before this point: pair number i begins at point pairs[i] - i.
    return point + this.#count((index) => this.pairs[index] - index < point);
  }

  /** Number of the code point at `unit` of the string. */
  toPoint(unit) {
    return unit - this.#count((index) => this.pairs[index] < unit);
  }

  #count(before) {
    let low = 0;
    let high = this.pairs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (before(middle)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
