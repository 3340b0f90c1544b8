package org.rapport.server.console.consent;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hl7.fhir.r4.model.Extension;
import org.rapport.profiles.Extensions.ConsentEvidence;
import org.rapport.server.console.Desk;
import org.rapport.server.console.People;
import org.rapport.terminology.Channel;
import org.rapport.terminology.Coded;

/**
 * How a consent came about: the words as they were shown, then where, in which language, by whom.
 */
final class EvidenceWords {
  private static final String PAGE = "page ";

  private EvidenceWords() {}

  /**
   * Of a consent.
   *
   * @param evidence null: none is kept
   */
  static String of(Desk desk, Extension evidence) {
    if (evidence == null) {
      return "";
    }
    List<String> told = new ArrayList<>();
    String wording = evidence.getExtensionString(ConsentEvidence.WORDING);
    if (wording != null) {
      told.add(desk.words().say("evidence.wording", wording));
    }
    String shown = text(evidence, ConsentEvidence.SHOWN);
    if (shown != null) {
      told.add(shown(desk, shown));
    }
    add(desk, told, "version", text(evidence, ConsentEvidence.VERSION));
    String language = text(evidence, ConsentEvidence.LANGUAGE);
    add(
        desk,
        told,
        "language",
        language == null
            ? null
            : Locale.forLanguageTag(language).getDisplayLanguage(desk.words().locale()));
    add(desk, told, "ip", text(evidence, ConsentEvidence.IP));
    add(desk, told, "by", text(evidence, ConsentEvidence.BY));
    add(desk, told, "notice", text(evidence, ConsentEvidence.RISK_NOTICE));
    return String.join(" · ", told);
  }

  private static void add(Desk desk, List<String> told, String part, String value) {
    if (value != null) {
      told.add(desk.words().say("evidence." + part, value));
    }
  }

  private static String text(Extension evidence, String part) {
    Extension found = evidence.getExtensionByUrl(part);
    return found == null || found.getValue() == null ? null : found.getValue().primitiveValue();
  }

  // A form is a canonical, a page or a channel is named, a call is a reference.
  private static String shown(Desk desk, String where) {
    if (where.contains("/Questionnaire/")) {
      return desk.words()
          .say("evidence.form", People.canonical(where).replaceFirst(" .*", "").replace('-', ' '));
    }
    if (where.startsWith("Communication/")) {
      return desk.words().say("evidence.call");
    }
    if (where.startsWith(PAGE)) {
      return desk.words().or("evidence.page." + where.substring(PAGE.length()), where);
    }
    return Coded.find(Channel.values(), where).map(desk::name).orElse(where);
  }
}
