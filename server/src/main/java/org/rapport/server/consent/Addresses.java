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
      if (PHONES.isPossibleNumberWithReason(number) != ValidationResult.IS_POSSIBLE
          || NEVER_MOBILE.contains(PHONES.getNumberType(number))) {
        return Optional.empty();
      }
      return Optional.of(PHONES.format(number, PhoneNumberFormat.E164));
    } catch (NumberParseException e) {
      return Optional.empty();
    }
  }

  /** Any number that its country's plan allows, a landline too, as E.164: to compare people by. */
  public static Optional<String> phone(String value, String region) {
    try {
      PhoneNumber number = PHONES.parse(value, region);
      return PHONES.isPossibleNumberWithReason(number) == ValidationResult.IS_POSSIBLE
          ? Optional.of(PHONES.format(number, PhoneNumberFormat.E164))
          : Optional.empty();
    } catch (NumberParseException e) {
      return Optional.empty();
    }
  }

  /** A mailbox without display name, comment or line break. */
  public static Optional<String> email(String value) {
    String trimmed = value.trim();
    return trimmed.length() <= 254 && MAILBOX.matcher(trimmed).matches()
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
}
