package org.rapport.server.identity;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.rapport.server.consent.Placeholders;
import org.rapport.server.projection.read.PersonName;

/**
 * How two sets of traits compare, and the grade that follows: the table of docs/identity.md. Pure.
 *
 * @param identifier they share an identifier
 * @param contact they share a telephone number or a mailbox
 * @param born how the birth dates compare
 */
record Likeness(boolean identifier, boolean contact, Part given, Part family, Part born) {
  private static final double STEP = 0.01;

  /** How one part of a name, or the birth dates, compare. */
  enum Part {
    SAME,
    /** An initial or a short form: as good as nothing for a certain match, yet no contradiction. */
    SIMILAR,
    UNKNOWN,
    DIFFERENT
  }

  /** One side of a comparison, in normal forms. */
  record Person(
      List<PersonName> names, String birthDate, Set<String> contacts, Set<String> identifiers) {
    /** Leaves out what is written where nothing is known: it is no evidence. */
    Person {
      names = names.stream().map(Person::real).toList();
      birthDate = birthDate == null || Placeholders.born(birthDate) ? null : birthDate;
    }

    private static PersonName real(PersonName name) {
      boolean given = Placeholders.given(name.given(), name.family());
      boolean family = Placeholders.family(name.family(), name.given());
      return given || family
          ? new PersonName(
              given ? "" : name.given(), given ? "" : name.fullGiven(), family ? "" : name.family())
          : name;
    }
  }

  static Likeness of(Person one, Person other) {
    boolean identifier = one.identifiers().stream().anyMatch(other.identifiers()::contains);
    boolean contact = one.contacts().stream().anyMatch(other.contacts()::contains);
    Part born = born(one.birthDate(), other.birthDate());
    Likeness best = new Likeness(identifier, contact, Part.UNKNOWN, Part.UNKNOWN, born);
    boolean compared = false;
    for (PersonName mine : one.names()) {
      for (PersonName theirs : other.names()) {
        Likeness likeness =
            new Likeness(identifier, contact, given(mine, theirs), family(mine, theirs), born);
        if (!compared || likeness.score() > best.score()) {
          best = likeness;
          compared = true;
        }
      }
    }
    return best;
  }

  MatchGrade grade() {
    MatchGrade grade = gradeOfRest();
    return born == Part.DIFFERENT && grade.compareTo(MatchGrade.POSSIBLE) < 0
        ? MatchGrade.POSSIBLE
        : grade;
  }

  private MatchGrade gradeOfRest() {
    if (identifier) {
      return MatchGrade.CERTAIN;
    }
    if (contact) {
      if (given == Part.SAME) {
        return family == Part.SAME ? MatchGrade.CERTAIN : MatchGrade.PROBABLE;
      }
      return given == Part.SIMILAR && family == Part.SAME
          ? MatchGrade.PROBABLE
          : MatchGrade.POSSIBLE;
    }
    if (born != Part.SAME || family != Part.SAME) {
      return MatchGrade.CERTAINLY_NOT;
    }
    return switch (given) {
      case SAME -> MatchGrade.PROBABLE;
      case SIMILAR -> MatchGrade.POSSIBLE;
      default -> MatchGrade.CERTAINLY_NOT;
    };
  }

  /** From 0 to 1: the grade first, then how much agrees. */
  double score() {
    double base =
        switch (grade()) {
          case CERTAIN -> 0.9;
          case PROBABLE -> 0.7;
          case POSSIBLE -> 0.4;
          case CERTAINLY_NOT -> 0;
        };
    int agreement =
        (identifier ? 3 : 0)
            + (contact ? 2 : 0)
            + agreement(given)
            + agreement(family)
            + agreement(born);
    return Math.max(0, base + agreement * STEP);
  }

  private static int agreement(Part part) {
    return switch (part) {
      case SAME -> 1;
      case SIMILAR, UNKNOWN -> 0;
      case DIFFERENT -> -1;
    };
  }

  private static Part given(PersonName mine, PersonName theirs) {
    String one = mine.given();
    String other = theirs.given();
    if (one.isEmpty() || other.isEmpty()) {
      return Part.UNKNOWN;
    }
    if (one.equals(other)
        || mine.fullGiven().equals(theirs.fullGiven())
        || one.equals(theirs.fullGiven())
        || mine.fullGiven().equals(other)) {
      return Part.SAME;
    }
    // An initial, the beginning of a longer name, or a short form that is no beginning.
    boolean begins = one.startsWith(other) || other.startsWith(one);
    return begins || ShortNames.related(one, other) ? Part.SIMILAR : Part.DIFFERENT;
  }

  private static Part family(PersonName mine, PersonName theirs) {
    if (mine.family().isEmpty() || theirs.family().isEmpty()) {
      return Part.UNKNOWN;
    }
    return mine.family().equals(theirs.family()) ? Part.SAME : Part.DIFFERENT;
  }

  // A date of a year or a month alone contradicts another only where it is no beginning of it.
  private static Part born(String one, String other) {
    if (one == null || other == null) {
      return Part.UNKNOWN;
    }
    if (one.equals(other)) {
      return isDay(one) ? Part.SAME : Part.UNKNOWN;
    }
    return one.startsWith(other) || other.startsWith(one) ? Part.UNKNOWN : Part.DIFFERENT;
  }

  private static boolean isDay(String date) {
    try {
      LocalDate.parse(date);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }
}
