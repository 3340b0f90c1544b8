package org.rapport.server.rights;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.rapport.server.store.HapiTables;
import org.rapport.server.store.StoredResources;
import org.rapport.server.store.StoredTexts;
import org.rapport.terminology.TaskCode;
import org.springframework.stereotype.Component;

/**
 * What is about a person without referring to their record: messages from an EHR that could not be
 * mapped, or that were kept while nobody had their number, texts from their address of before
 * anybody had it, and files that belong to them or to what is deleted with them. Reads in the
 * caller's transaction.
 */
@Component
class PersonTraces {
  /** Files by their address on this server, whatever stands before it. */
  private static final Pattern FILE = Pattern.compile("\\bBinary/([A-Za-z0-9.-]{1,64})");

  /** What people wrote and were written, and what staff have to do about it. */
  private static final List<String> WRITTEN =
      List.of("Communication", "CommunicationRequest", "Task", "QuestionnaireResponse");

  private final StoredResources stored;
  private final FhirContext context;
  private final HapiTables tables;
  private final StoredTexts texts;

  PersonTraces(StoredResources stored, FhirContext context, HapiTables tables, StoredTexts texts) {
    this.stored = stored;
    this.context = context;
    this.tables = tables;
    this.texts = texts;
  }

  /** Dead letters that are about them, each Task and what it keeps. */
  List<Resource> deadLetters(Collection<Patient> records) {
    Mentions mentions = new Mentions(records);
    List<Resource> found = new ArrayList<>();
    for (String id : tables.tasks(TaskCode.SYSTEM, TaskCode.DEAD_LETTER.code())) {
      Task task = stored.read(Task.class, id).orElse(null);
      if (task == null) {
        continue;
      }
      List<Binary> files =
          files(task).stream()
              .map(file -> stored.read(new IdType("Binary", file)))
              .flatMap(Optional::stream)
              .map(Binary.class::cast)
              .toList();
      if (files.stream().anyMatch(file -> mentions.in(text(file)))) {
        found.add(task);
        found.addAll(files);
      }
    }
    return found;
  }

  // HL7 v2 says its charset within; the names of what is looked for are told by their bytes.
  private static String text(Binary file) {
    byte[] data = file.getData();
    if (data == null) {
      return "";
    }
    String utf8 = new String(data, StandardCharsets.UTF_8);
    return utf8.indexOf('\uFFFD') < 0 ? utf8 : new String(data, StandardCharsets.ISO_8859_1);
  }

  /**
   * Messages from an EHR about one of their numbers that were kept while nobody had it: the
   * Provenance of each, which names its file.
   */
  List<Resource> messages(Collection<Patient> records) {
    List<String> numbers =
        records.stream()
            .flatMap(record -> record.getIdentifier().stream())
            .filter(number -> number.hasSystem() && number.hasValue())
            .map(number -> json(number.getSystem(), number.getValue()))
            .distinct()
            .toList();
    return numbers.isEmpty() ? List.of() : mentioning(List.of("Provenance"), numbers);
  }

  private static String json(String system, String value) {
    JsonStringEncoder encoder = JsonStringEncoder.getInstance();
    return "\"system\":\"%s\",\"value\":\"%s\"}"
        .formatted(
            new String(encoder.quoteAsString(system)), new String(encoder.quoteAsString(value)));
  }

  /** What was written from or to their addresses while nobody had them. */
  List<Resource> strangers(Collection<Patient> records) {
    List<String> addresses = new Mentions(records).addresses();
    if (addresses.isEmpty()) {
      return List.of();
    }
    return mentioning(WRITTEN, addresses.stream().map(address -> address + '"').toList());
  }

  private List<Resource> mentioning(List<String> types, List<String> words) {
    List<String> like =
        words.stream()
            .map(
                text ->
                    "%" + text.toLowerCase(Locale.ROOT).replaceAll("([%_\\\\])", "\\\\$1") + "%")
            .toList();
    return texts.mentioning(types, like).stream()
        .map(reference -> stored.read(new IdType(reference)))
        .flatMap(Optional::stream)
        .toList();
  }

  /** Ids of files that a resource names, by reference or by any address on this server. */
  Set<String> files(Resource resource) {
    Set<String> files = new LinkedHashSet<>();
    Matcher file = FILE.matcher(context.newJsonParser().encodeResourceToString(resource));
    while (file.find()) {
      files.add(file.group(1));
    }
    return files;
  }

  /** Files that are kept under the rights of what is deleted. */
  List<String> filesOf(Collection<String> gone) {
    return texts.filesUnder(gone);
  }
}
