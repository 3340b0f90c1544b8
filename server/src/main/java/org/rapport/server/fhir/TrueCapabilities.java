package org.rapport.server.fhir;

import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.provider.JpaCapabilityStatementProvider;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.hl7.fhir.instance.model.api.IBaseConformance;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestComponent;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestResourceComponent;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestSecurityComponent;
import org.hl7.fhir.r4.model.CapabilityStatement.ConditionalDeleteStatus;
import org.hl7.fhir.r4.model.CapabilityStatement.ResourceVersionPolicy;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.UriType;
import org.rapport.server.fulltext.FullText;

/**
 * The capability statement without what does not answer (R4, capabilitystatement.html: "a statement
 * of actual server functionality"): operations that are not there, composite parameters whose parts
 * HAPI does not index.
 */
final class TrueCapabilities extends JpaCapabilityStatementProvider {
  /** Each names a part that is no parameter of its type. */
  private static final Set<String> DEAD_PARAMETERS =
      Set.of(
          "MolecularSequence?chromosome-variant-coordinate",
          "MolecularSequence?chromosome-window-coordinate",
          "MolecularSequence?referenceseqid-variant-coordinate",
          "MolecularSequence?referenceseqid-window-coordinate",
          "DocumentReference?relationship");

  private final Predicate<String> operations;
  private final Map<String, Set<String>> own;
  private final String base;

  /**
   * Over HAPI's own statement.
   *
   * @param operations whether there is an operation of this name, with the dollar sign
   * @param own search parameters of types that are not in HAPI's store, by type
   * @param base our public base
   */
  TrueCapabilities(
      RestfulServer server,
      IFhirSystemDao<?, ?> systemDao,
      JpaStorageSettings settings,
      ISearchParamRegistry parameters,
      IValidationSupport support,
      Predicate<String> operations,
      Map<String, Set<String>> own,
      String base) {
    super(server, systemDao, settings, parameters, support);
    this.operations = operations;
    this.own = own;
    this.base = base;
  }

  @Override
  public IBaseConformance getServerConformance(HttpServletRequest request, RequestDetails details) {
    CapabilityStatement statement =
        (CapabilityStatement) super.getServerConformance(request, details);
    for (CapabilityStatementRestComponent rest : statement.getRest()) {
      rest.setSecurity(security());
      rest.addInteraction().setCode(CapabilityStatement.SystemRestfulInteraction.BATCH);
      rest.getOperation().removeIf(operation -> !exists(operation.getName()));
      rest.getResource().forEach(this::trim);
    }
    return statement;
  }

  private void trim(CapabilityStatementRestResourceComponent type) {
    type.getOperation().removeIf(operation -> !exists(operation.getName()));
    type.getSearchParam()
        .removeIf(
            parameter -> DEAD_PARAMETERS.contains(type.getType() + "?" + parameter.getName()));
    if (FullText.WITHOUT.contains(type.getType())) {
      type.getSearchParam()
          .removeIf(parameter -> FullText.PARAMETERS.contains(parameter.getName()));
    }
    if (type.hasConditionalDelete()) {
      type.setConditionalDelete(ConditionalDeleteStatus.SINGLE);
    }
    if (own.containsKey(type.getType())) {
      Set<String> taken = own.get(type.getType());
      type.getSearchParam().removeIf(parameter -> !taken.contains(parameter.getName()));
      type.getSearchInclude().clear();
      type.getSearchRevInclude().clear();
      type.setVersioning(ResourceVersionPolicy.NOVERSION);
      type.setConditionalDelete(ConditionalDeleteStatus.NOTSUPPORTED);
      type.setConditionalCreate(false).setConditionalUpdate(false);
    }
    type.getSearchRevInclude()
        .removeIf(include -> own.keySet().stream().anyMatch(include.getValue()::startsWith));
  }

  private boolean exists(String name) {
    return operations.test(name.startsWith("$") ? name : "$" + name);
  }

  private CapabilityStatementRestSecurityComponent security() {
    CapabilityStatementRestSecurityComponent security =
        new CapabilityStatementRestSecurityComponent();
    security
        .addService()
        .addCoding()
        .setSystem("http://terminology.hl7.org/CodeSystem/restful-security-service")
        .setCode("SMART-on-FHIR");
    Extension uris =
        security
            .addExtension()
            .setUrl("http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris");
    uris.addExtension("authorize", new UriType(base + "/oauth2/authorize"));
    uris.addExtension("token", new UriType(base + "/oauth2/token"));
    uris.addExtension("introspect", new UriType(base + "/oauth2/introspect"));
    uris.addExtension("revoke", new UriType(base + "/oauth2/revoke"));
    return security;
  }
}
