package org.rapport.server.audit.fhir;

import ca.uhn.fhir.storage.interceptor.balp.BalpConstants;
import ca.uhn.fhir.storage.interceptor.balp.BalpProfileEnum;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.List;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventAgentComponent;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventEntityComponent;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Reference;
import org.rapport.server.audit.Agent;
import org.rapport.server.audit.AuditEntry;
import org.rapport.server.audit.AuditKind;
import org.rapport.server.audit.TrailSearch;
import org.rapport.terminology.AuditSubtype;

/**
 * An entry as the AuditEvent that IHE BALP 1.1 asks for. It claims a profile where it has exactly
 * what the profile wants: one patient and one resource. The shapes are those of HAPI's own
 * interceptor for BALP, whose constants it uses.
 */
final class RenderedEvent {
  private static final String DCM = "http://dicom.nema.org/resources/ontology/DCM";
  private static final String PARTICIPATION =
      "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
  private static final String BALP_ENTITY =
      "https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType";
  private static final String REASONS = "http://terminology.hl7.org/CodeSystem/v3-ActReason";

  private final AuditEntry entry;
  private final String base;
  private final AuditEvent event = new AuditEvent();

  private RenderedEvent(AuditEntry entry, String base) {
    this.entry = entry;
    this.base = base;
  }

  /**
   * The AuditEvent of an entry.
   *
   * @param base address of the FHIR API
   */
  static AuditEvent of(TrailSearch.Found found, String base) {
    return new RenderedEvent(found.entry(), base).render(found);
  }

  private AuditEvent render(TrailSearch.Found found) {
    event.setId(found.id().toString());
    event.getMeta().setVersionId("1").setLastUpdated(Date.from(found.recorded()));
    AuditKind kind = entry.kind();
    event.setType(new Coding(kind.system(), kind.code(), kind.display()));
    entry.subtypes().forEach(code -> event.addSubtype(subtype(code)));
    event.setAction(AuditEvent.AuditEventAction.fromCode(entry.action()));
    event.setRecorded(Date.from(found.recorded()));
    event.setOutcome(AuditEvent.AuditEventOutcome.fromCode(entry.outcome()));
    event.setOutcomeDesc(entry.words());
    if (kind == AuditKind.BREAK_GLASS) {
      event.addPurposeOfEvent().addCoding(new Coding(REASONS, "BTG", "break the glass"));
    }
    event.getSource().setObserver(new Reference().setDisplay("Rapport"));
    BalpProfileEnum profile = profile();
    agents(profile == null ? BalpProfileEnum.BASIC_READ : profile);
    entry.patients().forEach(patient -> entity(patient, "1", "Person", "1", "Patient"));
    entry
        .entities()
        .forEach(entity -> entity(entity, "2", "System Object", "4", "Domain Resource"));
    query();
    if (entry.request() != null) {
      AuditEventEntityComponent request = event.addEntity();
      request.getType().setSystem(BALP_ENTITY).setCode("XrequestId");
      request.getWhat().getIdentifier().setValue(entry.request());
    }
    if (profile != null) {
      event.getMeta().addProfile(profile.getProfileUrl());
    }
    return event;
  }

  private static Coding subtype(String code) {
    return switch (code) {
      case "110122" -> new Coding(DCM, code, "Login");
      case "110123" -> new Coding(DCM, code, "Logout");
      case "110127" -> new Coding(DCM, code, "Emergency Override Started");
      default ->
          AuditSubtype.fromCode(code)
              .map(ours -> new Coding(ours.system(), ours.code(), ours.display()))
              .orElseGet(() -> new Coding(BalpConstants.CS_RESTFUL_INTERACTION, code, code));
    };
  }

  private BalpProfileEnum profile() {
    if (entry.kind() != AuditKind.REST || !entry.outcome().equals(AuditEntry.SUCCESS)) {
      return null;
    }
    List<String> codes = entry.codes();
    boolean patient = entry.patients().size() == 1;
    boolean one = entry.entities().size() == 1;
    if (codes.contains("search-type")) {
      return patient ? BalpProfileEnum.PATIENT_QUERY : BalpProfileEnum.BASIC_QUERY;
    }
    if (!one || entry.patients().size() > 1) {
      return null;
    }
    return switch (codes.isEmpty() ? "" : codes.get(0)) {
      case "create" -> patient ? BalpProfileEnum.PATIENT_CREATE : BalpProfileEnum.BASIC_CREATE;
      case "update" -> patient ? BalpProfileEnum.PATIENT_UPDATE : BalpProfileEnum.BASIC_UPDATE;
      case "delete" -> patient ? BalpProfileEnum.PATIENT_DELETE : BalpProfileEnum.BASIC_DELETE;
      case "read", "vread" -> patient ? BalpProfileEnum.PATIENT_READ : BalpProfileEnum.BASIC_READ;
      default -> null;
    };
  }

  private void agents(BalpProfileEnum profile) {
    Agent agent = entry.agent();
    boolean person = agent.account() != null;
    AuditEventAgentComponent client = event.addAgent();
    client.getType().addCoding(profile.getAgentClientTypeCoding());
    client.getWho().setDisplay(client(agent));
    if (agent.client() != null) {
      client.getWho().getIdentifier().setValue(agent.client());
      client.setAltId(agent.client());
    }
    client.setRequestor(!person);
    if (agent.address() != null) {
      client
          .getNetwork()
          .setAddress(agent.address())
          .setType(BalpConstants.AUDIT_EVENT_AGENT_NETWORK_TYPE_IP_ADDRESS);
    }
    AuditEventAgentComponent server = event.addAgent();
    server.getType().addCoding(profile.getAgentServerTypeCoding());
    server.getWho().setDisplay(base);
    server.getNetwork().setAddress(base).setType(BalpConstants.AUDIT_EVENT_AGENT_NETWORK_TYPE_URI);
    server.setRequestor(false);
    if (person) {
      AuditEventAgentComponent user = event.addAgent();
      user.getType().addCoding(new Coding(PARTICIPATION, "IRCP", "information recipient"));
      user.setWho(new Reference(agent.person()).setDisplay(agent.username()));
      user.getWho().getIdentifier().setValue(agent.account());
      user.setAltId(agent.username() == null ? agent.account() : agent.username());
      user.setName(agent.name());
      user.setRequestor(true);
    }
  }

  private static String client(Agent agent) {
    if (agent.client() != null) {
      return agent.client();
    }
    if (agent.door() != null) {
      return agent.door();
    }
    return agent.address() == null ? "Rapport" : agent.address();
  }

  private void entity(String what, String type, String typeText, String role, String roleText) {
    AuditEventEntityComponent entity = event.addEntity();
    entity.setType(new Coding(BalpConstants.CS_AUDIT_ENTITY_TYPE, type, typeText));
    entity.setRole(new Coding(BalpConstants.CS_OBJECT_ROLE, role, roleText));
    entity.setWhat(new Reference(what));
  }

  private void query() {
    if (entry.query() == null) {
      return;
    }
    String[] parts = entry.query().split(" ", 2);
    AuditEventEntityComponent query = event.addEntity();
    query.setType(new Coding(BalpConstants.CS_AUDIT_ENTITY_TYPE, "2", "System Object"));
    query.setRole(new Coding(BalpConstants.CS_OBJECT_ROLE, "24", "Query"));
    query.setDescription(parts[0]);
    String asked = base + (parts.length < 2 ? "" : "/" + parts[1]);
    query.setQuery(asked.getBytes(StandardCharsets.UTF_8));
  }
}
