package org.rapport.server.consent;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import com.google.i18n.phonenumbers.PhoneNumberUtil.ValidationResult;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Normal forms of addresses: E.164 for numbers, a trimmed mailbox for e-mail. */
public final class Addresses {
  private static final PhoneNumberUtil PHONES = PhoneNumberUtil.getInstance();

  /** Linear in its input: one class on each side of the at sign, no nesting. */
  private static final Pattern MAILBOX =
      Pattern.compile(
          "[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\\.[A-Za-z0-9-]{1,63})+");

  private static final Set<PhoneNumberType> NEVER_MOBILE =
      Set.of(
          PhoneNumberType.FIXED_LINE,
          PhoneNumberType.TOLL_FREE,
          PhoneNumberType.PREMIUM_RATE,
          PhoneNumberType.SHARED_COST,
          PhoneNumberType.UAN,
          PhoneNumberType.VOICEMAIL,
          PhoneNumberType.PAGER);

  private Addresses() {}

  /**
   * A number that may take a text, as E.164.
   *
   * <p>A number is held to the length and shape of its country's plan, not to the list of assigned
   * ranges, as that list is always behind: a number wrongly thought unassigned would be a silent
   * loss, while the provider knows.
   */
  public static Optional<String> mobile(String value, String region) {
    try {
      PhoneNumber number = PHONES.parse(value, region);
      if (!callable(number)
          || ofNoCountry(number)
          || NEVER_MOBILE.contains(PHONES.getNumberType(number))) {
        return Optional.empty();
      }
      return Optional.of(PHONES.format(number, PhoneNumberFormat.E164));
    } catch (NumberParseException e) {
      return Optional.empty();
    }
  }

  /**
   * Any number that its country's plan allows, a landline too, as E.164. One that is nobody's, such
   * as 000-000-0000, is none.
   */
  public static Optional<String> phone(String value, String region) {
    try {
      PhoneNumber number = PHONES.parse(value, region);
      return callable(number)
          ? Optional.of(PHONES.format(number, PhoneNumberFormat.E164))
          : Optional.empty();
    } catch (NumberParseException e) {
      return Optional.empty();
    }
  }

  /** The number as {@link #phone} has it, if it can be one person's: to compare people by. */
  public static Optional<String> ofSomebody(String value, String region) {
    return phone(value, region)
        .filter(
            found -> {
              try {
                PhoneNumber number = PHONES.parse(found, null);
                return !ofNoCountry(number)
                    && PHONES.getNumberType(number) != PhoneNumberType.PREMIUM_RATE;
              } catch (NumberParseException e) {
                return false;
              }
            });
  }

  private static boolean callable(PhoneNumber number) {
    return PHONES.isPossibleNumberWithReason(number) == ValidationResult.IS_POSSIBLE
        && !Placeholders.number(
            number.getCountryCode(), PHONES.getNationalSignificantNumber(number));
  }

  // Satellites, and services that are sold all over the world.
  private static boolean ofNoCountry(PhoneNumber number) {
    return "001".equals(PHONES.getRegionCodeForCountryCode(number.getCountryCode()));
  }

  /** A mailbox without display name, comment or line break, and not one that is nobody's. */
  public static Optional<String> email(String value) {
    String trimmed = value.trim();
    return trimmed.length() <= 254
            && MAILBOX.matcher(trimmed).matches()
            && !Placeholders.mailbox(trimmed)
        ? Optional.of(trimmed)
        : Optional.empty();
  }

  /** The ISO 3166 region that a number written for people belongs to, else the fallback. */
  public static String region(String phone, String fallback) {
    try {
      String region = PHONES.getRegionCodeForNumber(PHONES.parse(phone, fallback));
      return region == null ? fallback : region;
    } catch (NumberParseException e) {
      return fallback;
    }
  }

  /**
   * The ISO 3166 region of a number as E.164; of one that no region has assigned, the main region
   * of its country code. Empty for a number of no country, such as a satellite's.
   */
  public static Optional<String> country(String number) {
    try {
      PhoneNumber parsed = PHONES.parse(number, null);
      String region = PHONES.getRegionCodeForNumber(parsed);
      String country =
          region == null ? PHONES.getRegionCodeForCountryCode(parsed.getCountryCode()) : region;
      return Optional.of(country).filter(code -> code.matches("[A-Z]{2}") && !"ZZ".equals(code));
    } catch (NumberParseException e) {
      return Optional.empty();
    }
  }
}
