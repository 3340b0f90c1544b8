package org.rapport.routes.intake.siu;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointUse;
import org.rapport.routes.intake.hl7.Hl7Field;

/**
 * XTN to ContactPoints, HL7 v2.5.1 section 2.A.89, and TN of v2.3. One repetition may hold a number
 * and a mailbox.
 */
final class MapTelecom {
  private static final Pattern MAILBOX = Pattern.compile("[^\\s<>;,:()\"]+@[^\\s<>;,:()\"]+");
  private static final Pattern SEVERAL = Pattern.compile("\\s*(?:;|,|\\bor\\b|\\s/\\s)\\s*");

  private MapTelecom() {}

  /**
   * Maps one repetition.
   *
   * @param defaultUse use of a phone of which nothing is said; may be null
   * @param region ISO 3166 region of numbers sent without a country, if configured
   * @return none for text telephones, modems, emergency contacts, numbers with hidden digits and
   *     repetitions without a value
   */
  static List<ContactPoint> map(Hl7Field xtn, ContactPointUse defaultUse, Optional<String> region) {
    TelecomWords declared = new TelecomWords(xtn.component(2), xtn.component(3), wordsOfMail(xtn));
    if (declared.noContact() || declared.emergency()) {
      return List.of();
    }
    List<ContactPoint> contacts = new ArrayList<>();
    for (int component : new int[] {4, 1}) {
      Matcher mailbox = MAILBOX.matcher(xtn.component(component));
      while (mailbox.find()) {
        add(contacts, mail(mailbox.group()));
      }
    }
    String text = MAILBOX.matcher(xtn.component(1)).replaceAll(" ").strip();
    if (contacts.isEmpty() && declared.email() && PhoneText.of(text).number().isEmpty()) {
      // Declared as mail though it does not look so: kept as it was sent.
      String sent = xtn.component(4).isEmpty() ? text : xtn.component(4);
      return sent.isEmpty() || sent.contains("**") ? List.of() : List.of(mail(sent));
    }
    for (Sent sent : numbers(xtn, text, region)) {
      number(sent, xtn, declared, defaultUse).ifPresent(contact -> add(contacts, contact));
    }
    return contacts;
  }

  /**
   * A number, and the words beside it.
   *
   * @param value as it is kept
   */
  private record Sent(String value, String words) {}

  private static List<Sent> numbers(Hl7Field xtn, String text, Optional<String> region) {
    if (!xtn.component(12).isEmpty()) {
      PhoneText read = PhoneText.of(xtn.component(12));
      return List.of(sent(read, xtn.component(12), extension(xtn), region));
    }
    if (!xtn.component(7).isEmpty()) {
      return List.of(parts(xtn, text, region));
    }
    if (text.isEmpty()) {
      return List.of();
    }
    List<String> several = Arrays.asList(SEVERAL.split(text));
    boolean each = several.stream().noneMatch(one -> PhoneText.of(one).number().isEmpty());
    return (each ? several : List.of(text))
        .stream().map(one -> sent(PhoneText.of(one), one, extension(xtn), region)).toList();
  }

  private static Sent sent(PhoneText read, String raw, String extension, Optional<String> region) {
    if (read.number().isEmpty()) {
      return new Sent(raw, "");
    }
    String end = read.extension().isEmpty() ? extension : " ext. " + read.extension();
    String number = international(read.number(), region).orElse(read.number());
    return new Sent(number + end, read.words());
  }

  private static Sent parts(Hl7Field xtn, String text, Optional<String> region) {
    // Alone it is too short to be told from other digits.
    PhoneText local = PhoneText.of("+0000000" + xtn.component(7));
    String number = xtn.component(7).split("(?i)[a-z#(,;]", 2)[0].strip();
    String digits = PhoneText.digits(number);
    if (digits.isEmpty()) {
      return text.isEmpty()
          ? new Sent(xtn.component(7), "")
          : sent(PhoneText.of(text), text, extension(xtn), region);
    }
    String end = local.extension().isEmpty() ? extension(xtn) : " ext. " + local.extension();
    String area = PhoneText.digits(xtn.component(6));
    if (!area.isEmpty() && digits.length() >= 10 && digits.startsWith(area)) {
      area = "";
    }
    Optional<String> country = country(xtn.component(5));
    if (country.isPresent()) {
      String national = area + digits;
      // The trunk prefix of the country in front of the area.
      return new Sent(
          international("+" + country.get() + national, Optional.of("US"))
                  .orElse("+" + country.get() + national)
              + end,
          local.words());
    }
    String national = ((area.isEmpty() ? "" : xtn.component(6) + " ") + number).strip();
    Optional<String> whole = international(national, region);
    if (whole.isEmpty() && !text.isEmpty()) {
      return sent(PhoneText.of(text), text, end, region);
    }
    return new Sent(whole.orElse(national) + end, local.words());
  }

  private static Optional<ContactPoint> number(
      Sent sent, Hl7Field xtn, TelecomWords declared, ContactPointUse defaultUse) {
    TelecomWords beside = new TelecomWords(sent.words(), xtn.component(8), xtn.component(9));
    if (beside.emergency() || PhoneText.isMasked(sent.value())) {
      return Optional.empty();
    }
    ContactPoint contact = new ContactPoint().setValue(sent.value());
    if (declared.fax() || beside.fax()) {
      contact.setSystem(ContactPointSystem.FAX);
    } else if (declared.pager()) {
      contact.setSystem(ContactPointSystem.PAGER);
    } else {
      contact.setSystem(ContactPointSystem.PHONE);
    }
    TelecomWords all =
        new TelecomWords(
            xtn.component(2),
            xtn.component(3),
            wordsOfMail(xtn),
            sent.words(),
            xtn.component(8),
            xtn.component(9));
    return Optional.of(contact.setUse(all.use(defaultUse)));
  }

  /** XTN.4 is a mailbox; in hospitals of the NHS it says MOBILE or HOME. */
  private static String wordsOfMail(Hl7Field xtn) {
    return xtn.component(4).contains("@") ? "" : xtn.component(4);
  }

  private static ContactPoint mail(String mailbox) {
    return new ContactPoint()
        .setSystem(ContactPointSystem.EMAIL)
        .setValue(mailbox.replaceFirst("\\.$", ""));
  }

  private static void add(List<ContactPoint> contacts, ContactPoint contact) {
    boolean known =
        contacts.stream()
            .anyMatch(
                one ->
                    one.getSystem() == contact.getSystem()
                        && one.getValue().equals(contact.getValue()));
    boolean hidden =
        contact.getSystem() == ContactPointSystem.EMAIL && contact.getValue().contains("**");
    if (!known && !hidden) {
      contacts.add(contact);
    }
  }

  private static String extension(Hl7Field xtn) {
    return PhoneText.extension(xtn.component(8)).map(digits -> " ext. " + digits).orElse("");
  }

  /** XTN.5: 1, +1, 001, US, USA; 011 alone is how North America dials abroad. */
  private static Optional<String> country(String text) {
    String digits = PhoneText.digits(text);
    if (digits.isEmpty()) {
      int code =
          PhoneNumberUtil.getInstance()
              .getCountryCodeForRegion(alpha2(text.strip().toUpperCase(Locale.ROOT)));
      return code == 0 ? Optional.empty() : Optional.of(Integer.toString(code));
    }
    String code = digits.startsWith("011") ? digits.substring(3) : digits.replaceFirst("^0+", "");
    return code.isEmpty() ? Optional.empty() : Optional.of(code);
  }

  private static String alpha2(String name) {
    return name.length() != 3
        ? name
        : Arrays.stream(Locale.getISOCountries())
            .filter(one -> new Locale("", one).getISO3Country().equals(name))
            .findFirst()
            .orElse(name);
  }

  private static Optional<String> international(String national, Optional<String> region) {
    if (region.isEmpty() && !national.startsWith("+") || national.isEmpty()) {
      return Optional.empty();
    }
    PhoneNumberUtil numbers = PhoneNumberUtil.getInstance();
    try {
      PhoneNumber number = numbers.parse(national, region.orElse(null));
      return numbers.isPossibleNumber(number)
          ? Optional.of(numbers.format(number, PhoneNumberFormat.E164))
          : Optional.empty();
    } catch (NumberParseException noNumber) {
      return Optional.empty();
    }
  }
}
