"""What came back for a case against what was demanded: passed or not, scores, and the stage that lost it."""
