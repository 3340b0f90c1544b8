package org.rapport.server.lead;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.consent.Addresses;
import org.rapport.server.consent.RiskNotice;
import org.rapport.server.lead.FieldError.Kind;
import org.springframework.stereotype.Component;

/** Reads the fields of a form, whoever sends them, and says of each what is wrong. Pure. */
@Component
public class ReadInquiry {
  /** The field that people do not see and programs fill in (contract 9). */
  public static final String HONEYPOT = "website";

  private static final Set<String> APART =
      Set.of(
          HONEYPOT,
          RiskNotice.FIELD,
          "resume",
          "source",
          "medium",
          "campaign",
          "referrer",
          "landing-page",
          "utm_source",
          "utm_medium",
          "utm_campaign",
          "utm_term",
          "utm_content");

  private static final Map<String, Integer> LONGEST =
      Map.of(
          Inquiry.GIVEN, 100,
          Inquiry.FAMILY, 100,
          Inquiry.PHONE, 40,
          Inquiry.EMAIL, 254,
          Inquiry.SERVICE, 100,
          Inquiry.LOCATION, 64,
          Inquiry.POSTAL_CODE, 20,
          Inquiry.INSURANCE, 100,
          Inquiry.MESSAGE, 4000);

  private static final int LONG = 500;
  private static final Set<String> URGENCIES = Set.of("routine", "soon", "urgent");
  private static final Set<String> YES =
      Set.of("true", "on", "1", "yes", "y", "x", "oui", "sí", "si");
  private static final Set<String> NO = Set.of("false", "off", "0", "no", "n", "non");

  private final String region;

  ReadInquiry(RapportSettings settings) {
    this.region = Addresses.region(settings.clinic().phone(), "US");
  }

  /**
   * Reads.
   *
   * @param fields as they were sent; blank ones count as not given
   * @throws InvalidInquiryException naming every field that is wrong
   */
  public Inquiry read(Map<String, String> fields, Origin origin) {
    List<FieldError> errors = new ArrayList<>();
    Map<String, String> clean = new LinkedHashMap<>();
    fields.forEach(
        (name, value) -> {
          String text = clean(value);
          if (!text.isEmpty() && name.matches("[A-Za-z][A-Za-z0-9_.-]{0,63}")) {
            clean.put(name, text);
          }
        });
    Map<String, String> answers = new LinkedHashMap<>(clean);
    answers.keySet().removeAll(APART);
    answers.forEach(
        (name, text) -> {
          int most = LONGEST.getOrDefault(name, LONG);
          if (text.length() > most) {
            errors.add(FieldError.tooLong(name, most));
          }
        });
    String phone = phone(answers, errors);
    String email = email(answers, errors);
    if (phone == null && email == null && errors.isEmpty()) {
      errors.add(new FieldError(Inquiry.PHONE, "should be given, or else email", Kind.NO_ADDRESS));
      errors.add(new FieldError(Inquiry.EMAIL, "should be given, or else phone", Kind.NO_ADDRESS));
    }
    choice(answers, errors);
    consent(answers, Inquiry.CONSENT_SMS, errors);
    consent(answers, Inquiry.CONSENT_EMAIL, errors);
    if (!errors.isEmpty()) {
      throw new InvalidInquiryException(errors);
    }
    boolean mobile = phone != null && Addresses.mobile(phone, region).isPresent();
    Attribution attribution = Attribution.of(clean);
    return new Inquiry(origin, Map.copyOf(answers), phone, mobile, email, attribution);
  }

  private static String clean(String value) {
    return value == null
        ? ""
        : value
            .replace("\r\n", "\n")
            .replaceAll("[\\p{Cc}&&[^\\n\\t]]|[\\u2028\\u2029\\u202A-\\u202E\\u2066-\\u2069]", " ")
            .strip();
  }

  private String phone(Map<String, String> answers, List<FieldError> errors) {
    String given = answers.get(Inquiry.PHONE);
    if (given == null) {
      return null;
    }
    String phone = Addresses.phone(given, region).orElse(null);
    if (phone == null) {
      errors.add(
          new FieldError(Inquiry.PHONE, "should be a telephone number such as +1 416 555 0100"));
    }
    return phone;
  }

  private static String email(Map<String, String> answers, List<FieldError> errors) {
    String given = answers.get(Inquiry.EMAIL);
    if (given == null) {
      return null;
    }
    String email = Addresses.email(given).orElse(null);
    if (email == null) {
      errors.add(new FieldError(Inquiry.EMAIL, "should be an e-mail address"));
    }
    return email;
  }

  private static void choice(Map<String, String> answers, List<FieldError> errors) {
    String language = answers.get(Inquiry.LANGUAGE);
    if (language != null && !language.matches("[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")) {
      errors.add(new FieldError(Inquiry.LANGUAGE, "should be a language such as en, fr or es"));
    }
    answers.computeIfPresent(Inquiry.URGENCY, (name, text) -> text.toLowerCase(Locale.ROOT));
    String urgency = answers.get(Inquiry.URGENCY);
    if (urgency != null && !URGENCIES.contains(urgency)) {
      errors.add(new FieldError(Inquiry.URGENCY, "should be routine, soon or urgent"));
    }
  }

  private static void consent(Map<String, String> answers, String name, List<FieldError> errors) {
    String given = answers.get(name);
    if (given == null) {
      return;
    }
    String word = given.toLowerCase(Locale.ROOT);
    if (YES.contains(word)) {
      answers.put(name, "true");
    } else if (NO.contains(word)) {
      answers.put(name, "false");
    } else {
      errors.add(new FieldError(name, "should be true or false"));
    }
  }
}
