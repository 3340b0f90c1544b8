package org.rapport.server.lead;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Task;
import org.rapport.server.config.InvalidSettingException;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.consent.Addresses;
import org.rapport.server.consent.Claims;
import org.rapport.server.consent.Claims.Muted;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.store.OutreachTask;
import org.rapport.terminology.Channel;
import org.rapport.terminology.TaskCode;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * How far the reach of a public page goes: it has texts sent to the clinic's countries only, to
 * each address because of one person until it answers, and to so many a day. Whoever types a
 * stranger's address has one acknowledgement sent there, and no more. In the caller's transaction.
 */
@Component
class FormReach {
  private static final String COUNTRIES = "RAPPORT_COUNTRIES";
  private static final String BUDGET = "RAPPORT_FORM_BUDGET";
  private static final String UNLIMITED = "off";
  private static final int USUAL = 500;

  /** Of a form's budget, what numbers with the same beginning may take. */
  private static final int SHARE = 2;

  /** Digits behind the country code that numbers of one area or one series begin with. */
  private static final int SERIES = 3;

  private final Claims claims;
  private final Set<String> countries;
  private final int budget;
  private final ZoneId zone;

  FormReach(
      Claims claims,
      RapportSettings settings,
      @Value("${rapport.countries:}") String countries,
      @Value("${rapport.form-budget:}") String budget,
      @Value("${rapport.public-rate:60}") String rate) {
    this.claims = claims;
    this.zone = settings.clinic().zone();
    this.countries = countries(countries, Addresses.region(settings.clinic().phone(), "US"));
    this.budget = budget(budget, rate);
  }

  // Canada and the United States share a numbering plan, and people move with their numbers.
  static Set<String> countries(String setting, String clinic) {
    if (setting.isBlank()) {
      return Set.of("CA", "US").contains(clinic) ? Set.of("CA", "US") : Set.of(clinic);
    }
    Set<String> regions =
        Arrays.stream(setting.split(","))
            .map(region -> region.strip().toUpperCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    if (!PhoneNumberUtil.getInstance().getSupportedRegions().containsAll(regions)) {
      throw new InvalidSettingException(
          COUNTRIES, "should be ISO 3166 codes of countries by commas, such as CA,US");
    }
    return regions;
  }

  static int budget(String setting, String rate) {
    if (setting.isBlank()) {
      return UNLIMITED.equals(rate.strip()) ? Integer.MAX_VALUE : USUAL;
    }
    if (UNLIMITED.equals(setting.strip())) {
      return Integer.MAX_VALUE;
    }
    try {
      int number = Integer.parseInt(setting.strip());
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new InvalidSettingException(BUDGET, "should be a number of addresses a day, or off");
  }

  /**
   * Keeps the addresses of an inquiry, and whether anything may go there.
   *
   * @return an alarm for staff, where the day's budget is spent
   */
  Optional<Task> note(Inquiry inquiry, String patient, Instant now) {
    String form = inquiry.origin().questionnaire().replaceFirst("\\|.*", "");
    boolean spent = false;
    if (inquiry.phone() != null) {
      Route route = new Route(Channel.SMS, inquiry.phone());
      Muted muted =
          inquiry.mobile()
                  && Addresses.country(inquiry.phone()).filter(countries::contains).isPresent()
              ? muted(route, patient, form, prefix(inquiry.phone()), now)
              : Muted.PLACE;
      claims.address(patient, route, form, prefix(inquiry.phone()), now, muted);
      spent = muted == Muted.BUDGET;
    }
    if (inquiry.email() != null) {
      Route route = new Route(Channel.EMAIL, inquiry.email());
      String domain = inquiry.email().substring(inquiry.email().lastIndexOf('@'));
      Muted muted = muted(route, patient, form, null, now);
      claims.address(patient, route, form, domain.toLowerCase(Locale.ROOT), now, muted);
      spent |= muted == Muted.BUDGET;
    }
    return spent ? Optional.of(alarm(form, now)) : Optional.empty();
  }

  private Muted muted(Route route, String patient, String form, String prefix, Instant now) {
    if (claims.waiting(route, patient, now)) {
      return Muted.REPEATED;
    }
    boolean spent =
        claims.ofForm(form, now) >= budget
            || prefix != null && claims.ofPrefix(prefix, now) >= Math.max(1, budget / SHARE);
    return spent ? Muted.BUDGET : null;
  }

  private static String prefix(String phone) {
    try {
      PhoneNumberUtil numbers = PhoneNumberUtil.getInstance();
      String country = "+" + numbers.parse(phone, null).getCountryCode();
      return phone.substring(0, Math.min(phone.length(), country.length() + SERIES));
    } catch (NumberParseException e) {
      return phone;
    }
  }

  // One a form and day.
  private Task alarm(String form, Instant now) {
    LocalDate day = now.atZone(zone).toLocalDate();
    return OutreachTask.becauseOf("form budget " + form + " " + day, TaskCode.ESCALATION, now)
        .saying(
            "So many people have filled in a form today that it looks like abuse. Inquiries are"
                + " still taken, but those who send more are not written to before tomorrow. Please"
                + " look at them, and raise "
                + BUDGET
                + " if they are genuine.")
        .task();
  }
}
