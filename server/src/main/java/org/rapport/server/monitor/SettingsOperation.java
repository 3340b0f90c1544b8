package org.rapport.server.monitor;

import ca.uhn.fhir.rest.annotation.Operation;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.routes.start.Setting;
import org.rapport.server.fhir.FhirOperations;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.stereotype.Component;

/**
 * {@code $settings}: each setting as this node has it, and where from. Secrets are told to be there
 * and no more; of addresses the credentials are left out. Changes nothing.
 */
@Component
public class SettingsOperation implements FhirOperations {
  private static final Pattern SECRET = Pattern.compile(".*(SECRET|PASSWORD|TOKEN|KEY)$");
  private static final Pattern CREDENTIALS =
      Pattern.compile("(?<=//)[^/@\\s]*(?=@)|(?i)(?<=(?:password|secret|token)=)[^&;\\s]*");
  private static final String MASK = "***";

  private final ConfigurableEnvironment environment;

  SettingsOperation(ConfigurableEnvironment environment) {
    this.environment = environment;
  }

  /** Shows: a {@code setting} for each that has an effect. */
  @Operation(name = "$settings", idempotent = true)
  public Parameters settings() {
    Parameters answer = new Parameters();
    for (Setting setting : Setting.values()) {
      if (setting.isRead()) {
        ParametersParameterComponent part = answer.addParameter().setName("setting");
        part.addPart().setName("name").setValue(new StringType(setting.name()));
        Optional<String> given = given(setting.name());
        given
            .or(() -> usual(setting.name()))
            .filter(value -> !value.isBlank())
            .ifPresent(
                value ->
                    part.addPart()
                        .setName("value")
                        .setValue(new StringType(masked(setting.name(), value))));
        part.addPart().setName("source").setValue(new CodeType(source(setting.name(), given)));
      }
    }
    return answer;
  }

  static String masked(String name, String value) {
    return SECRET.matcher(name).matches() ? MASK : CREDENTIALS.matcher(value).replaceAll(MASK);
  }

  private Optional<String> given(String name) {
    return Optional.ofNullable(environment.getProperty(name)).filter(value -> !value.isBlank());
  }

  // What stands after the name where a property of ours refers to it.
  private Optional<String> usual(String name) {
    Pattern reference = Pattern.compile("\\$\\{" + name + ":(.*)\\}");
    for (PropertySource<?> source : environment.getPropertySources()) {
      if (source instanceof EnumerablePropertySource<?> many) {
        for (String property : many.getPropertyNames()) {
          Matcher found = reference.matcher(String.valueOf(many.getProperty(property)));
          if (found.find()) {
            return Optional.ofNullable(environment.getProperty(property));
          }
        }
      }
    }
    return Optional.empty();
  }

  private String source(String name, Optional<String> given) {
    if (given.isEmpty()) {
      return "default";
    }
    PropertySource<?> environmental =
        environment
            .getPropertySources()
            .get(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
    return environmental != null && environmental.containsProperty(name) ? "environment" : "other";
  }
}
