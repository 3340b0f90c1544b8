package org.rapport.server.lead;

import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Base64BinaryType;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.rapport.server.fhir.FhirOperations;
import org.rapport.server.lead.CaptureInquiry.Captured;
import org.rapport.terminology.LeadInput;
import org.rapport.terminology.TaskCode;
import org.springframework.stereotype.Component;

/** Inquiries that come by other ways than our forms, and why one went where it went. */
@Component
public class LeadOperations implements FhirOperations {
  private static final String FORM = "appointment-request";
  private static final String SOURCE = "Rapport, docs/leads.md#where-it-goes";

  private final FormCatalogue forms;
  private final ReadInquiry reader;
  private final CaptureInquiry capture;
  private final ReceiveCall calls;
  private final ImportLeads imports;
  private final IFhirResourceDao<Task> tasks;

  LeadOperations(
      FormCatalogue forms,
      ReadInquiry reader,
      CaptureInquiry capture,
      ReceiveCall calls,
      ImportLeads imports,
      IFhirResourceDao<Task> tasks) {
    this.forms = forms;
    this.reader = reader;
    this.capture = capture;
    this.calls = calls;
    this.imports = imports;
    this.tasks = tasks;
  }

  /**
   * Takes an inquiry of an ads platform, or one that staff write down. The same twice within a day
   * is one.
   *
   * @param by how it came: ads, staff, referral or import
   * @param questionnaire name of the form; appointment-request without it
   * @param field one a field, its {@code name} and {@code value}
   */
  @Operation(name = "$submit-inquiry", idempotent = false)
  public Parameters submit(
      @OperationParam(name = "by") CodeType by,
      @OperationParam(name = "questionnaire") StringType questionnaire,
      @OperationParam(name = "field", max = OperationParam.MAX_UNLIMITED)
          List<ParametersParameterComponent> field) {
    String name = questionnaire == null ? FORM : questionnaire.getValue();
    Questionnaire form =
        forms
            .form(name)
            .orElseThrow(() -> new InvalidRequestException("questionnaire names no active form"));
    Origin origin =
        new Origin(
            by == null || !by.hasValue() ? "staff" : by.getValue(),
            LeadAnswers.canonical(form),
            null,
            null);
    Captured captured;
    try {
      captured = capture.capture(reader.read(fields(field), origin), form, null);
    } catch (InvalidInquiryException e) {
      throw new UnprocessableEntityException("The inquiry cannot be taken", outcome(e));
    }
    Parameters answer = new Parameters();
    answer.addParameter("lead", new StringType(captured.lead()));
    answer.addParameter("task", new Reference("Task/" + captured.lead()));
    answer.addParameter("patient", new Reference("Patient/" + captured.patient()));
    answer.addParameter("respondBy", new InstantType(Date.from(captured.respondBy())));
    return answer;
  }

  private static Map<String, String> fields(List<ParametersParameterComponent> field) {
    Map<String, String> fields = new LinkedHashMap<>();
    if (field != null) {
      for (ParametersParameterComponent one : field) {
        String name = part(one, "name");
        String value = part(one, "value");
        if (name != null && value != null) {
          fields.put(name, value);
        }
      }
    }
    return fields;
  }

  private static String part(ParametersParameterComponent field, String name) {
    return field.getPart().stream()
        .filter(part -> name.equals(part.getName()) && part.hasValue())
        .map(part -> part.getValue().primitiveValue())
        .findFirst()
        .orElse(null);
  }

  private static OperationOutcome outcome(InvalidInquiryException invalid) {
    OperationOutcome outcome = new OperationOutcome();
    for (FieldError error : invalid.errors()) {
      outcome
          .addIssue()
          .setSeverity(IssueSeverity.ERROR)
          .setCode(IssueType.INVALID)
          .setDiagnostics(error.message())
          .addExpression(error.field());
    }
    return outcome;
  }

  /**
   * Takes a call as a provider's webhook brings it.
   *
   * @return {@code category}: missed-call, call, duplicate or none
   */
  @Operation(name = "$receive-call", idempotent = false)
  public Parameters call(
      @OperationParam(name = "callId", min = 1) StringType callId,
      @OperationParam(name = "status", min = 1) CodeType status,
      @OperationParam(name = "from") StringType from,
      @OperationParam(name = "to") StringType to) {
    if (callId == null || !callId.hasValue() || status == null || !status.hasValue()) {
      throw new InvalidRequestException("callId and status should be given");
    }
    Parameters answer = new Parameters();
    answer.addParameter(
        "category",
        new CodeType(
            calls.receive(
                callId.getValue(),
                status.getValue(),
                from == null ? null : from.getValue(),
                to == null ? null : to.getValue())));
    return answer;
  }

  /**
   * Takes many inquiries from a CSV file with the form's field names in its first line, or what
   * spreadsheets call them; the answer says how each column was understood.
   *
   * @param csv its text
   * @param file its bytes, in the place of the text: UTF-8, UTF-16 with a mark, or Windows-1252
   * @param dryRun says what would be taken and changes nothing; true without it
   */
  @Operation(name = "$import-leads", idempotent = false)
  public Parameters importLeads(
      @OperationParam(name = "csv") StringType csv,
      @OperationParam(name = "file") Base64BinaryType file,
      @OperationParam(name = "dryRun") BooleanType dryRun) {
    String text =
        file != null && file.hasValue()
            ? LeadTable.text(file.getValue())
            : csv == null ? null : csv.getValue();
    if (text == null || text.isBlank()) {
      throw new InvalidRequestException("csv should be given");
    }
    boolean dry = dryRun == null || !Boolean.FALSE.equals(dryRun.getValue());
    ImportLeads.Report report = imports.run(text, dry);
    Parameters answer = new Parameters();
    answer.addParameter("dryRun", new BooleanType(dry));
    answer.addParameter("taken", new IntegerType(report.taken()));
    answer.addParameter("refused", new IntegerType(report.refused().size()));
    for (LeadTable.Column column : report.columns()) {
      ParametersParameterComponent part = answer.addParameter().setName("column");
      part.addPart().setName("name").setValue(new StringType(column.name()));
      if (column.field() == null) {
        part.addPart().setName("unknown").setValue(new BooleanType(true));
      } else {
        part.addPart().setName("field").setValue(new CodeType(column.field()));
      }
    }
    for (ImportLeads.Refused refused : report.refused()) {
      ParametersParameterComponent part = answer.addParameter().setName("row");
      part.addPart().setName("number").setValue(new IntegerType((int) refused.row()));
      for (FieldError error : refused.errors()) {
        part.addPart()
            .setName("error")
            .setValue(new StringType(error.field() + ": " + error.message()));
      }
    }
    return answer;
  }

  /** Says of an inquiry what each rule of its routing said, as it was then. */
  @Operation(name = "$explain", type = Task.class, idempotent = true)
  public Parameters explain(@IdParam IdType id) {
    Task task = tasks.read(id.toUnqualifiedVersionless(), new SystemRequestDetails());
    if (!task.getCode().hasCoding(TaskCode.SYSTEM, TaskCode.LEAD.code())) {
      throw new ResourceNotFoundException("Only inquiries are routed");
    }
    Parameters answer = new Parameters();
    answer.addParameter(
        "outcome", new CodeType(task.getStatusReason().getCodingFirstRep().getCode()));
    for (Task.ParameterComponent input : task.getInput()) {
      if (input.getType().hasCoding(LeadInput.SYSTEM, LeadInput.ROUTING.code())) {
        String[] parts = input.getValue().primitiveValue().split(": ", 3);
        ParametersParameterComponent rule = answer.addParameter().setName("rule");
        rule.addPart().setName("name").setValue(new StringType(parts[0]));
        rule.addPart().setName("verdict").setValue(new CodeType(parts.length > 1 ? parts[1] : ""));
        rule.addPart().setName("detail").setValue(new StringType(parts.length > 2 ? parts[2] : ""));
        rule.addPart().setName("source").setValue(new StringType(SOURCE));
      }
    }
    return answer;
  }
}
