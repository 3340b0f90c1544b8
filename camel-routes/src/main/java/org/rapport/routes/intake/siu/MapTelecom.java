package org.rapport.routes.intake.siu;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointUse;
import org.rapport.routes.intake.hl7.Hl7Field;

/** XTN to ContactPoint, HL7 v2.5.1 section 2.A.89, tables HL70201 and HL70202. */
final class MapTelecom {

  private static final Set<String> NO_CONTACT = Set.of("TDD", "TTY", "MD");
  private static final Set<String> EMAIL_EQUIPMENT =
      Set.of("INTERNET", "X.400", "EMAIL", "E-MAIL", "NET");

  private MapTelecom() {}

  /**
   * Maps one repetition.
   *
   * @param defaultUse use of a phone whose XTN.2 says nothing
   * @param region ISO 3166 region of numbers sent without a country, if configured
   * @return empty for text telephones, modems and repetitions without a value
   */
  static Optional<ContactPoint> map(
      Hl7Field xtn, ContactPointUse defaultUse, Optional<String> region) {
    String use = xtn.component(2).toUpperCase(Locale.ROOT);
    String equipment = xtn.component(3).toUpperCase(Locale.ROOT);
    if (NO_CONTACT.contains(equipment)) {
      return Optional.empty();
    }
    String address = xtn.component(4).isEmpty() ? xtn.component(1) : xtn.component(4);
    boolean email =
        "NET".equals(use) || EMAIL_EQUIPMENT.contains(equipment) || address.contains("@");
    String value = email ? address : number(xtn, region);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    ContactPoint contact = new ContactPoint().setValue(value);
    if (email) {
      return Optional.of(contact.setSystem(ContactPointSystem.EMAIL));
    }
    return Optional.of(
        contact
            .setSystem(
                switch (equipment) {
                  case "FX" -> ContactPointSystem.FAX;
                  case "BP" -> ContactPointSystem.PAGER;
                  default -> ContactPointSystem.PHONE;
                })
            .setUse(use(use, equipment, defaultUse)));
  }

  private static ContactPointUse use(String use, String equipment, ContactPointUse defaultUse) {
    if ("CP".equals(equipment) || "PRS".equals(use)) {
      return ContactPointUse.MOBILE;
    }
    return switch (use) {
      case "PRN", "ORN", "VHN" -> ContactPointUse.HOME;
      case "WPN" -> ContactPointUse.WORK;
      default -> defaultUse;
    };
  }

  private static String number(Hl7Field xtn, Optional<String> region) {
    String unformatted = xtn.component(12);
    if (!unformatted.isEmpty()) {
      return international(unformatted, region).orElse(unformatted);
    }
    String local = xtn.component(7);
    if (local.isEmpty()) {
      return international(xtn.component(1), region).orElse(xtn.component(1));
    }
    String extension = xtn.component(8).isEmpty() ? "" : " ext. " + xtn.component(8);
    String country = digits(xtn.component(5));
    if (!country.isEmpty()) {
      return "+" + country + digits(xtn.component(6)) + digits(local) + extension;
    }
    String national = (xtn.component(6) + " " + local).trim();
    return international(national, region)
        .map(n -> n + extension)
        .orElse(xtn.component(1).isEmpty() ? national + extension : xtn.component(1));
  }

  private static Optional<String> international(String national, Optional<String> region) {
    if (region.isEmpty() || national.isEmpty()) {
      return Optional.empty();
    }
    PhoneNumberUtil numbers = PhoneNumberUtil.getInstance();
    try {
      PhoneNumber number = numbers.parse(national, region.get());
      if (!numbers.isPossibleNumber(number)) {
        return Optional.empty();
      }
      String extension = number.hasExtension() ? " ext. " + number.getExtension() : "";
      number.clearExtension();
      return Optional.of(numbers.format(number, PhoneNumberFormat.E164) + extension);
    } catch (NumberParseException noNumber) {
      return Optional.empty();
    }
  }

  private static String digits(String text) {
    return text.replaceAll("\\D", "");
  }
}
