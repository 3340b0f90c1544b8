package org.rapport.server.catalog;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.ActivityDefinition;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.rapport.profiles.Extensions;
import org.rapport.server.journey.Journey;
import org.rapport.server.journey.JourneyReader;
import org.rapport.terminology.OutreachPurpose;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The active journeys and templates. Each look costs one small query; the definitions themselves
 * are read again only when one has changed, on whichever node. Thread-safe.
 */
@Component
public class DefinitionCatalog {
  private static final Logger log = LoggerFactory.getLogger(DefinitionCatalog.class);

  private final JdbcClient jdbc;
  private final FhirContext context;
  private volatile Snapshot snapshot = new Snapshot(-1, Map.of(), Map.of());

  DefinitionCatalog(JdbcClient jdbc, FhirContext context) {
    this.jdbc = jdbc;
    this.context = context;
  }

  private record Snapshot(
      long change, Map<String, Journey> journeys, Map<String, Template> templates) {}

  private record Row(String kind, String body) {}

  /** The active journeys by canonical URL without version. */
  public Map<String, Journey> journeys() {
    return current().journeys();
  }

  /** A template by its canonical, with or without version. */
  public Optional<Template> template(String canonical) {
    return Optional.ofNullable(
        canonical == null ? null : current().templates().get(url(canonical)));
  }

  private Snapshot current() {
    long change =
        jdbc.sql("select last_value from rapport.definition_change").query(Long.class).single();
    Snapshot known = snapshot;
    if (known.change() == change) {
      return known;
    }
    Snapshot fresh = read(change);
    snapshot = fresh;
    return fresh;
  }

  private Snapshot read(long change) {
    IParser parser = context.newJsonParser();
    Map<String, Template> templates = new HashMap<>();
    List<PlanDefinition> plans = new ArrayList<>();
    for (Row row :
        jdbc.sql(
                "select kind, body from rapport.definition_facts where status = 'active' order by version")
            .query((rs, n) -> new Row(rs.getString(1), rs.getString(2)))
            .list()) {
      if (row.kind().equals("ActivityDefinition")) {
        ActivityDefinition definition = parser.parseResource(ActivityDefinition.class, row.body());
        if (definition.hasUrl()) {
          templates.put(definition.getUrl(), template(definition));
        }
      } else {
        plans.add(parser.parseResource(PlanDefinition.class, row.body()));
      }
    }
    Map<String, Journey> journeys = new HashMap<>();
    for (PlanDefinition plan : plans) {
      try {
        journeys.put(plan.getUrl(), JourneyReader.read(plan, url -> purpose(templates, url)));
      } catch (IllegalArgumentException e) {
        // One journey that cannot be read never stops the others.
        log.warn("Journey {} is not used: {}", plan.getIdElement().getIdPart(), e.getMessage());
      }
    }
    return new Snapshot(change, Map.copyOf(journeys), Map.copyOf(templates));
  }

  private static String purpose(Map<String, Template> templates, String canonical) {
    Template template = templates.get(url(canonical));
    if (template == null || template.purpose() == null) {
      throw new IllegalArgumentException("no active template with a purpose at " + canonical);
    }
    return template.purpose();
  }

  private static Template template(ActivityDefinition definition) {
    List<Template.Variant> variants = new ArrayList<>();
    for (Extension variant : definition.getExtensionsByUrl(Extensions.MESSAGE_VARIANT)) {
      variants.add(
          new Template.Variant(
              part(variant, Extensions.MessageVariant.LANGUAGE),
              part(variant, Extensions.MessageVariant.CHANNEL),
              part(variant, Extensions.MessageVariant.SUBJECT),
              part(variant, Extensions.MessageVariant.BODY)));
    }
    String purpose =
        definition.getCode().getCoding().stream()
            .filter(coding -> OutreachPurpose.SYSTEM.equals(coding.getSystem()))
            .map(coding -> coding.getCode())
            .findFirst()
            .orElse(null);
    String canonical =
        definition.hasVersion()
            ? definition.getUrl() + "|" + definition.getVersion()
            : definition.getUrl();
    Extension uncounted = definition.getExtensionByUrl(Extensions.UNCOUNTED);
    return new Template(
        canonical,
        purpose,
        List.copyOf(variants),
        uncounted != null && "true".equals(uncounted.getValue().primitiveValue()));
  }

  private static String part(Extension variant, String name) {
    Extension part = variant.getExtensionByUrl(name);
    return part == null ? null : part.getValue().primitiveValue();
  }

  private static String url(String canonical) {
    int bar = canonical.indexOf('|');
    return bar < 0 ? canonical : canonical.substring(0, bar);
  }
}
