package org.rapport.terminology;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.StrictErrorHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.MetadataResource;

/** Reads the shipped files, strictly: an unknown element or a wrong cardinality is an error. */
final class TerminologyFiles {

  private static final FhirContext FHIR = FhirContext.forR4Cached();

  private TerminologyFiles() {}

  /** All shipped files, by name. */
  static List<Path> all() {
    try (Stream<Path> files = Files.list(folder())) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The resource in a shipped file. */
  static <T extends MetadataResource> T read(Class<T> type, String fileName) {
    IParser parser = FHIR.newJsonParser();
    parser.setParserErrorHandler(new StrictErrorHandler());
    try {
      return type.cast(parser.parseResource(Files.readString(folder().resolve(fileName))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path folder() {
    try {
      return Path.of(TerminologyFiles.class.getResource("/rapport-terminology").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
