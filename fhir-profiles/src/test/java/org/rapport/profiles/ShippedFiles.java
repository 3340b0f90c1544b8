package org.rapport.profiles;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.StrictErrorHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.MetadataResource;
import org.rapport.terminology.CampaignState;
import org.rapport.terminology.Channel;
import org.rapport.terminology.ConsentCategory;
import org.rapport.terminology.EngagementCategory;
import org.rapport.terminology.JourneyEvent;
import org.rapport.terminology.LeadStage;
import org.rapport.terminology.NotDoneReason;
import org.rapport.terminology.OutreachPurpose;
import org.rapport.terminology.OverrideAction;
import org.rapport.terminology.OverrideReason;
import org.rapport.terminology.TaskCode;
import org.rapport.terminology.ValueSets;

/** Reads the shipped files and the examples, strictly: an unknown element is an error. */
final class ShippedFiles {

  static final FhirContext FHIR = FhirContext.forR4Cached();

  private ShippedFiles() {}

  /** Names of the files of this module. */
  static List<String> names() {
    return namesIn("/rapport-profiles");
  }

  /** Names of the files in a folder of the class path that is not inside a jar. */
  static List<String> namesIn(String folder) {
    try (Stream<Path> files = Files.list(Path.of(ShippedFiles.class.getResource(folder).toURI()))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A file of this module. */
  static <T extends MetadataResource> T read(Class<T> type, String name) {
    return type.cast(parse("/rapport-profiles/" + name));
  }

  /** Any resource on the class path. */
  static IBaseResource parse(String resource) {
    IParser parser = FHIR.newJsonParser();
    parser.setParserErrorHandler(new StrictErrorHandler());
    return parser.parseResource(text(resource));
  }

  /** Everything that the server validates with: the files of this module and the terminology. */
  static List<IBaseResource> conformanceResources() {
    List<IBaseResource> all = new ArrayList<>();
    names().forEach(name -> all.add(parse("/rapport-profiles/" + name)));
    Stream.of(
            CampaignState.SYSTEM,
            Channel.SYSTEM,
            ConsentCategory.SYSTEM,
            EngagementCategory.SYSTEM,
            JourneyEvent.SYSTEM,
            LeadStage.SYSTEM,
            NotDoneReason.SYSTEM,
            OutreachPurpose.SYSTEM,
            OverrideAction.SYSTEM,
            OverrideReason.SYSTEM,
            TaskCode.SYSTEM,
            ValueSets.CAMPAIGN_STATE,
            ValueSets.CHANNEL,
            ValueSets.CONSENT_CATEGORY,
            ValueSets.ENGAGEMENT_CATEGORY,
            ValueSets.JOURNEY_EVENT,
            ValueSets.LEAD_STAGE,
            ValueSets.NOT_DONE_REASON,
            ValueSets.OUTREACH_PURPOSE,
            ValueSets.OVERRIDE_ACTION,
            ValueSets.OVERRIDE_REASON,
            ValueSets.PLAIN_SERVICES,
            ValueSets.SENSITIVE_SERVICES,
            ValueSets.TASK_CODE)
        .map(ShippedFiles::fileNameOf)
        .forEach(name -> all.add(parse("/rapport-terminology/" + name)));
    return all;
  }

  /** The name of the file that defines a canonical URL, which may have a version after a bar. */
  static String fileNameOf(String canonical) {
    return canonical.replaceFirst("\\|.*$", "").replace(Canonicals.BASE + "/", "").replace('/', '-')
        + ".json";
  }

  private static String text(String resource) {
    try (InputStream stream = ShippedFiles.class.getResourceAsStream(resource)) {
      return new String(
          Objects.requireNonNull(stream, resource).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
