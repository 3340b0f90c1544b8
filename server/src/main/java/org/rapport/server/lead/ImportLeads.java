package org.rapport.server.lead;

import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Questionnaire;
import org.springframework.stereotype.Component;

/**
 * Takes inquiries from a CSV file, each in a transaction of its own: one that is wrong stops no
 * other, and what broke off is taken by running it again, as the same inquiry is taken once.
 */
@Component
class ImportLeads {
  private static final String FORM = "appointment-request";
  private static final int MOST = 5_000;

  private final FormCatalogue forms;
  private final ReadInquiry reader;
  private final CaptureInquiry capture;

  ImportLeads(FormCatalogue forms, ReadInquiry reader, CaptureInquiry capture) {
    this.forms = forms;
    this.reader = reader;
    this.capture = capture;
  }

  /**
   * A row that was not taken.
   *
   * @param row counted from 1, without the heading
   */
  record Refused(long row, List<FieldError> errors) {}

  /** What came of a file, with how its columns were understood. */
  record Report(int taken, List<Refused> refused, List<LeadTable.Column> columns) {}

  /** Reads and, unless it is a dry run, takes. */
  Report run(String csv, boolean dry) {
    Questionnaire form =
        forms
            .form(FORM)
            .orElseThrow(() -> new InvalidRequestException("There is no active form " + FORM));
    Origin origin = new Origin("import", LeadAnswers.canonical(form), null, null);
    int taken = 0;
    List<Refused> refused = new ArrayList<>();
    LeadTable table = table(csv);
    long number = 0;
    for (Map<String, String> row : table.rows()) {
      number++;
      try {
        Inquiry inquiry = reader.read(row, origin);
        if (!dry) {
          capture.capture(inquiry, form, null);
        }
        taken++;
      } catch (InvalidInquiryException e) {
        refused.add(new Refused(number, e.errors()));
      }
    }
    return new Report(taken, List.copyOf(refused), table.columns());
  }

  private static LeadTable table(String csv) {
    LeadTable table;
    try {
      table = LeadTable.of(csv);
    } catch (IllegalArgumentException e) {
      throw new InvalidRequestException(
          "csv should be a table with the fields' names on top, and " + e.getMessage());
    }
    if (table.rows().size() > MOST) {
      throw new InvalidRequestException("csv should have at most " + MOST + " rows");
    }
    return table;
  }
}
