package org.rapport.routes.intake.siu;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointUse;

/**
 * What the words beside a number say of it: tables HL70201 and HL70202, and what vendors and people
 * write in their place. Case and punctuation do not matter.
 */
final class TelecomWords {
  private static final Set<String> MOBILE =
      Set.of(
          "CP",
          "PRS",
          "MOBILE",
          "MOBIL",
          "MOB",
          "CELL",
          "CELLULAR",
          "CELLPHONE",
          "MC",
          "SMS",
          "TEXT",
          "M",
          "C",
          "CEL",
          "CELULAR",
          "CELLULAIRE",
          "PORTABLE",
          "MOVIL",
          "SMARTPHONE",
          "MOBIEL",
          "MOBILTELEFON",
          "HANDY");
  private static final Set<String> HOME =
      Set.of(
          "PRN",
          "ORN",
          "VHN",
          "HOME",
          "H",
          "HP",
          "HM",
          "RES",
          "RESIDENCE",
          "LANDLINE",
          "CASA",
          "MAISON",
          "DOMICILE",
          "HOMEPHONE");
  private static final Set<String> WORK =
      Set.of(
          "WPN",
          "WORK",
          "W",
          "WP",
          "BUSINESS",
          "BUS",
          "B",
          "OFFICE",
          "OFF",
          "O",
          "EMPLOYER",
          "ASN",
          "TRABAJO",
          "OFICINA",
          "TRAVAIL",
          "BUREAU",
          "WORKPHONE");
  private static final Set<String> EMERGENCY =
      Set.of("EMR", "EMERGENCY", "EMERG", "EMC", "ICE", "EC", "EMERGENCYCONTACT", "NOK");
  private static final Set<String> OLD =
      Set.of(
          "OLD",
          "BAD",
          "WRONG",
          "INVALID",
          "DISCONNECTED",
          "DISCONNECT",
          "INACTIVE",
          "EXPIRED",
          "OBSOLETE",
          "DELETED",
          "FORMER",
          "PREVIOUS",
          "DNU");
  private static final Set<String> OTHERS =
      Set.of(
          "MOM",
          "MOTHER",
          "DAD",
          "FATHER",
          "PARENT",
          "PARENTS",
          "WIFE",
          "HUSBAND",
          "SPOUSE",
          "PARTNER",
          "SON",
          "DAUGHTER",
          "SISTER",
          "BROTHER",
          "GUARDIAN",
          "GRANDMOTHER",
          "GRANDFATHER",
          "GRANDMA",
          "GRANDPA",
          "AUNT",
          "UNCLE",
          "NEIGHBOR",
          "NEIGHBOUR",
          "FRIEND",
          "CAREGIVER",
          "CARER",
          "MADRE",
          "PADRE",
          "MAMA",
          "PAPA",
          "ESPOSA",
          "ESPOSO",
          "HIJA",
          "HIJO",
          "MERE",
          "PERE",
          "CONJOINT",
          "CONJOINTE",
          "FILS",
          "FILLE");
  private static final Set<String> NO_CONTACT = Set.of("TDD", "TTY", "MD", "MODEM");
  private static final Set<String> FAX = Set.of("FX", "FAX", "TELECOPIEUR");
  private static final Set<String> PAGER = Set.of("BP", "BPN", "PAGER", "BEEPER");
  private static final Set<String> EMAIL =
      Set.of("NET", "INTERNET", "EMAIL", "MAIL", "COURRIEL", "CORREO");

  private final Set<String> words = new HashSet<>();

  /** Takes what stood beside the number, in any field. */
  TelecomWords(String... texts) {
    for (String text : texts) {
      String upper = text.toUpperCase(Locale.ROOT);
      // One letter is a code where it stands alone, and anything in a sentence: M-F.
      Arrays.stream(upper.split("[^\\p{L}]+"))
          .filter(word -> word.length() > 1)
          .forEach(words::add);
      // X.400, E-MAIL, HOME PHONE
      words.add(upper.replaceAll("[^\\p{L}]", ""));
    }
  }

  /** Whether nothing can be read or heard there by a person. */
  boolean noContact() {
    return any(NO_CONTACT);
  }

  /** Whether it is for those who look for the patient in an emergency, not the patient's own. */
  boolean emergency() {
    return any(EMERGENCY);
  }

  boolean fax() {
    return any(FAX);
  }

  boolean pager() {
    return any(PAGER);
  }

  boolean email() {
    return any(EMAIL);
  }

  /**
   * The use that they say. A number that somebody else answers counts as one at home, which others
   * pick up: it is used after all that are the patient's alone.
   *
   * @param otherwise where they say nothing
   */
  ContactPointUse use(ContactPointUse otherwise) {
    if (any(OLD)) {
      return ContactPointUse.OLD;
    }
    if (any(WORK)) {
      return ContactPointUse.WORK;
    }
    if (any(OTHERS)) {
      return ContactPointUse.HOME;
    }
    if (any(MOBILE)) {
      return ContactPointUse.MOBILE;
    }
    return any(HOME) ? ContactPointUse.HOME : otherwise;
  }

  private boolean any(Set<String> some) {
    return words.stream().anyMatch(some::contains);
  }
}
