package org.rapport.routes.start;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Says at the start what is allowed and yet hardly meant: a name that nobody reads, a telephone
 * number without digits. Values are never repeated: one of them may be a secret in the wrong place.
 */
public class SettingWarnings implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {
  private static final Logger log = LoggerFactory.getLogger(SettingWarnings.class);

  /** The shortest numbers that patients can call are local ones of five digits. */
  private static final int DIGITS = 5;

  private static final int ADDRESS = 10;

  /** GSM 03.38 senders have at most eleven letters; Twilio's services begin with MG. */
  private static final String SENDER = "\\+?[\\d ()-]{3,20}|[A-Za-z0-9 ]{1,11}|MG[0-9a-f]{32}";

  @Override
  public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
    of(event.getEnvironment()).forEach(log::warn);
  }

  /** The warnings, a sentence each, in the order of the names. */
  static List<String> of(ConfigurableEnvironment env) {
    Map<String, String> set = written(env);
    List<String> warnings = new ArrayList<>();
    set.keySet().stream()
        .filter(name -> name.startsWith("RAPPORT_"))
        .forEach(name -> name(name).ifPresent(warnings::add));
    set.forEach(
        (name, value) -> {
          if (value.length() > 1 && value.matches("(?s)([\"']).*\\1")) {
            warnings.add(name + ": the quotes around it are taken as part of the value");
          } else if (!value.isBlank()) {
            unlikely(name, value).ifPresent(words -> warnings.add(name + ": " + words));
          }
        });
    base(set).ifPresent(warnings::add);
    return warnings;
  }

  private static Map<String, String> written(ConfigurableEnvironment env) {
    Map<String, String> set = new TreeMap<>();
    PropertySource<?> source =
        env.getPropertySources().get(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
    if (source instanceof EnumerablePropertySource<?> variables) {
      Arrays.stream(variables.getPropertyNames())
          .filter(name -> name.startsWith("RAPPORT_") || Setting.of(name).isPresent())
          .forEach(name -> set.put(name, String.valueOf(variables.getProperty(name)).strip()));
    }
    return set;
  }

  private static Optional<String> name(String name) {
    Optional<Setting> known = Setting.of(name);
    if (known.isPresent()) {
      return known
          .filter(setting -> !setting.isRead())
          .map(setting -> name + ": reserved, and without any effect yet");
    }
    return Optional.of(
        name
            + ": no setting has this name"
            + Setting.nearest(name).map(near -> "; is " + near + " meant?").orElse(""));
  }

  private static Optional<String> unlikely(String name, String value) {
    String words =
        switch (name) {
          case "RAPPORT_CLINIC_PHONE" ->
              value.chars().filter(Character::isDigit).count() < DIGITS
                  ? "hardly a telephone number, and patients are told to call it"
                  : null;
          case "RAPPORT_CLINIC_ADDRESS" ->
              value.length() < ADDRESS
                  ? "hardly a postal address, which stands in every e-mail"
                  : null;
          case "RAPPORT_CLINIC_NAME" ->
              value.chars().noneMatch(Character::isLetter)
                  ? "hardly a name, which stands in every message"
                  : null;
          case "RAPPORT_CLINIC_ZONE" ->
              value.contains("/") && !value.startsWith("Etc/")
                  ? null
                  : "a zone without summer time; one such as America/Toronto changes its clocks";
          case "RAPPORT_SMS_FROM" ->
              value.matches(SENDER)
                  ? null
                  : "hardly a telephone number or sender id of at most 11 letters";
          case "RAPPORT_BASE_URL" ->
              value.matches("(?i)http://.*") && !Loopback.is(host(value))
                  ? "should begin with https:// where patients' links go over the internet"
                  : null;
          default -> null;
        };
    return Optional.ofNullable(words);
  }

  // A real gateway takes links to patients that only open on this machine.
  private static Optional<String> base(Map<String, String> set) {
    boolean here = Loopback.is(host(set.getOrDefault("RAPPORT_BASE_URL", "http://localhost")));
    boolean out =
        List.of("RAPPORT_SMS_URL", "RAPPORT_SMPP_URL", "RAPPORT_SMTP_URL").stream()
            .map(name -> set.getOrDefault(name, ""))
            .anyMatch(url -> !url.isBlank() && (OwnRoute.is(url) || !Loopback.is(host(url))));
    return here && out
        ? Optional.of(
            "RAPPORT_BASE_URL: is this machine, so the links in messages open nowhere else")
        : Optional.empty();
  }

  private static String host(String url) {
    try {
      return URI.create(url).getHost();
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
