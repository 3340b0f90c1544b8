package org.rapport.routes.intake.siu;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Provenance.ProvenanceEntityRole;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskIntent;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.hl7.fhir.r4.model.codesystems.V3DataOperation;
import org.rapport.routes.intake.sender.SenderProfile;
import org.rapport.terminology.TaskCode;

/** Collects the entries of one transaction Bundle. */
final class TransactionBuilder {

  static final String ER7 = "x-application/hl7-v2+er7";
  static final String AGENT_SYSTEM = "urn:rapport:ehr";

  private static final String TRIGGER_EVENTS = "http://terminology.hl7.org/CodeSystem/v2-0003";

  private final byte[] raw;
  private final SenderProfile sender;
  private final Instant now;
  private final String messageId;
  private final Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);

  /**
   * Begins.
   *
   * @param raw the message that the transaction applies, as it came
   */
  TransactionBuilder(byte[] raw, SenderProfile sender, Instant now) {
    this.raw = raw;
    this.sender = sender;
    this.now = now;
    this.messageId = NameBasedId.ofMessage(sender, raw);
  }

  Bundle bundle() {
    return bundle;
  }

  static String reference(Resource resource) {
    return resource.fhirType() + "/" + resource.getIdElement().getIdPart();
  }

  /**
   * Updates the stored version and no other, or creates under the resource's own id. Nothing is
   * added when nothing changed, so that messages about one patient do not get in each other's way.
   */
  void put(Resource resource, Optional<? extends Resource> stored) {
    if (stored.isPresent() && stored.get().equalsDeep(resource)) {
      return;
    }
    BundleEntryComponent entry = put(resource);
    stored
        .map(s -> s.getMeta().getVersionId())
        .ifPresent(version -> entry.getRequest().setIfMatch("W/\"" + version + "\""));
  }

  void createOnce(SharedResource shared) {
    BundleEntryComponent entry = bundle.addEntry();
    entry.setFullUrl(shared.fullUrl()).setResource(shared.resource());
    entry
        .getRequest()
        .setMethod(HTTPVerb.POST)
        .setUrl(shared.resource().fhirType())
        .setIfNoneExist(shared.ifNoneExist());
  }

  /** A Task for a person about this visit; {@code codes} holds no patient data. */
  void escalate(String reason, String codes, String visit, List<String> patients) {
    Task task = task(TaskCode.ESCALATION, codes, now).setFocus(new Reference(visit));
    patients.stream().findFirst().map(Reference::new).ifPresent(task::setFor);
    task.addInput(rawMessage(messageId));
    task.setId(NameBasedId.derived(reason, messageId));
    put(task);
  }

  /** A Task for a person: whose this Patient is; {@code words} hold no patient data. */
  void askWho(String reason, String words, String patient) {
    Task task = task(TaskCode.RESOLVE_IDENTITY, words, now).setFocus(new Reference(patient));
    task.setFor(new Reference(patient)).addInput(rawMessage(messageId));
    task.setId(NameBasedId.derived(reason, messageId));
    put(task);
  }

  /**
   * The raw message and where its effect is to be found.
   *
   * @param notes what a person should know of how it was read
   */
  void keepRaw(List<String> targets, boolean update, List<String> notes) {
    V3DataOperation operation = update ? V3DataOperation.UPDATE : V3DataOperation.CREATE;
    keep(targets, new Coding(operation.getSystem(), operation.toCode(), null), notes);
  }

  /**
   * The raw message that is about no record that there is. It names who it is about by their
   * numbers, so that an erasure finds it should they become somebody's.
   *
   * @param event code of table HL70003
   */
  void keepAlone(String event, List<PatientKey> about, List<String> notes) {
    Provenance provenance =
        keep(List.of("Binary/" + messageId), new Coding(TRIGGER_EVENTS, event, null), notes);
    about.forEach(
        key ->
            provenance.addTarget().getIdentifier().setSystem(key.system()).setValue(key.value()));
  }

  private Provenance keep(List<String> targets, Coding what, List<String> notes) {
    put(binary(messageId, raw));
    Provenance provenance = new Provenance();
    provenance.setId(NameBasedId.derived("provenance", messageId));
    targets.forEach(target -> provenance.addTarget(new Reference(target)));
    CodeableConcept activity = new CodeableConcept(what);
    if (!notes.isEmpty()) {
      activity.setText(String.join("; ", notes));
    }
    provenance.setRecorded(Date.from(now)).setActivity(activity);
    Reference who = new Reference().setDisplay(sender.name());
    who.getIdentifier().setSystem(AGENT_SYSTEM).setValue(sender.name());
    provenance.addAgent().setWho(who);
    provenance
        .addEntity()
        .setRole(ProvenanceEntityRole.SOURCE)
        .setWhat(new Reference("Binary/" + messageId));
    put(provenance);
    return provenance;
  }

  static Binary binary(String id, byte[] raw) {
    Binary binary = new Binary().setContentType(ER7);
    binary.setId(id);
    return binary.setData(raw);
  }

  static Task task(TaskCode code, String description, Instant now) {
    return new Task()
        .setStatus(TaskStatus.REQUESTED)
        .setIntent(TaskIntent.ORDER)
        .setCode(new CodeableConcept(new Coding(TaskCode.SYSTEM, code.code(), null)))
        .setDescription(description)
        .setAuthoredOn(Date.from(now));
  }

  static Task.ParameterComponent rawMessage(String binaryId) {
    Task.ParameterComponent input = new Task.ParameterComponent();
    input.setType(new CodeableConcept().setText("message"));
    return input.setValue(new Reference("Binary/" + binaryId));
  }

  static BundleEntryComponent put(Bundle bundle, Resource resource) {
    BundleEntryComponent entry = bundle.addEntry().setResource(resource);
    entry.getRequest().setMethod(HTTPVerb.PUT).setUrl(reference(resource));
    return entry;
  }

  private BundleEntryComponent put(Resource resource) {
    return put(bundle, resource);
  }
}
