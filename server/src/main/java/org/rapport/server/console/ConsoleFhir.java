package org.rapport.server.console;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.api.SearchStyleEnum;
import ca.uhn.fhir.rest.client.apache.ApacheRestfulClientFactory;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.client.api.ServerValidationModeEnum;
import ca.uhn.fhir.rest.client.interceptor.BearerTokenAuthInterceptor;
import ca.uhn.fhir.rest.gclient.IOperationUntypedWithInputAndPartialOutput;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.MeasureReport;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Resource;

/**
 * The only door of the console: our FHIR API, over loopback, with the token of who is signed in.
 * What they may not do is refused there, and by nothing here. Counts its round trips. For one
 * request of one person.
 */
public final class ConsoleFhir {
  private final IGenericClient client;
  private final boolean bundles;
  private final String token;
  private int trips;

  ConsoleFhir(IGenericClient client, String token, boolean bundles) {
    this.client = client;
    this.token = token;
    this.bundles = bundles;
    client.registerInterceptor(new BearerTokenAuthInterceptor(token));
  }

  Registrations registrations() {
    return new Registrations(client.getServerBase().replaceAll("/fhir/?$", ""), token);
  }

  /** How often the API was called. */
  public int trips() {
    return trips;
  }

  /** A resource. */
  public <T extends IBaseResource> T read(Class<T> type, String id) {
    trips++;
    return client.read().resource(type).withId(id).execute();
  }

  /** A version of a resource. */
  public <T extends IBaseResource> T read(Class<T> type, String id, String version) {
    trips++;
    return client.read().resource(type).withIdAndVersion(id, version).execute();
  }

  /** A resource; empty where there is none, or none for this person. */
  public <T extends IBaseResource> Optional<T> find(Class<T> type, String id) {
    try {
      return Optional.of(read(type, id));
    } catch (BaseServerResponseException refused) {
      if (refused.getStatusCode() == 403
          || refused.getStatusCode() == 404
          || refused.getStatusCode() == 410) {
        return Optional.empty();
      }
      throw refused;
    }
  }

  /**
   * A search, or another GET that answers a Bundle.
   *
   * @param url relative to the base, without anybody's name or number in it
   */
  public Bundle get(String url) {
    trips++;
    return client.fetchResourceFromUrl(Bundle.class, client.getServerBase() + "/" + url);
  }

  /** Another GET, by the type of its answer. */
  public <T extends IBaseResource> T get(Class<T> type, Object url) {
    trips++;
    return client.fetchResourceFromUrl(type, client.getServerBase() + "/" + url);
  }

  /** What a search finds of a type, in its order. */
  public <T extends Resource> List<T> list(Class<T> type, Object url) {
    return of(type, get(url.toString()));
  }

  /** The resources of a type in an answer, in its order; none of what is null or no Bundle. */
  public static <T extends Resource> List<T> of(Class<T> type, Resource answer) {
    return answer instanceof Bundle bundle
        ? bundle.getEntry().stream()
            .map(Bundle.BundleEntryComponent::getResource)
            .filter(type::isInstance)
            .map(type::cast)
            .toList()
        : List.of();
  }

  /**
   * Several GETs, in one round trip where Bundles are taken from this person.
   *
   * @return an answer each, in order; null for one that was refused
   */
  public List<Resource> all(List<String> urls) {
    List<Resource> answers = new ArrayList<>();
    if (!bundles) {
      for (String url : urls) {
        answers.add(one(url));
      }
      return answers;
    }
    Bundle batch = new Bundle().setType(BundleType.BATCH);
    urls.forEach(url -> batch.addEntry().getRequest().setMethod(HTTPVerb.GET).setUrl(url));
    trips++;
    client
        .transaction()
        .withBundle(batch)
        .execute()
        .getEntry()
        .forEach(
            entry ->
                answers.add(
                    entry.getResponse().getStatus() != null
                            && entry.getResponse().getStatus().startsWith("2")
                        ? entry.getResource()
                        : null));
    return answers;
  }

  private Resource one(String url) {
    trips++;
    try {
      String path = url.contains("?") ? url.substring(0, url.indexOf('?')) : url;
      String address = client.getServerBase() + "/" + url;
      if (path.contains("$")) {
        return client.fetchResourceFromUrl(answered(path), address);
      }
      IdType id = new IdType(path);
      return id.hasResourceType() && id.hasIdPart() && !path.contains("_history")
          ? (Resource) client.read().resource(id.getResourceType()).withId(id.getIdPart()).execute()
          : client.fetchResourceFromUrl(Bundle.class, address);
    } catch (BaseServerResponseException refused) {
      if (refused.getStatusCode() >= 400 && refused.getStatusCode() < 500) {
        return null;
      }
      throw refused;
    }
  }

  private static Class<? extends Resource> answered(String path) {
    return switch (path.substring(path.indexOf('$'))) {
      case "$timeline", "$members" -> Bundle.class;
      case "$evaluate-measure" -> path.startsWith("Measure/$") ? Bundle.class : MeasureReport.class;
      case "$check" -> OperationOutcome.class;
      default -> Parameters.class;
    };
  }

  /** Parameters that a GET answers. */
  public Parameters ask(String url) {
    trips++;
    return client.fetchResourceFromUrl(Parameters.class, client.getServerBase() + "/" + url);
  }

  /** An operation on an instance. */
  public <T extends IBaseResource> T operate(
      String type, String id, String name, Parameters in, Class<T> answer) {
    trips++;
    IOperationUntypedWithInputAndPartialOutput<Parameters> call =
        client.operation().onInstance(new IdType(type, id)).named(name).withParameters(in);
    return call.returnResourceType(answer).execute();
  }

  /** An operation on a type. */
  public <T extends IBaseResource> T operate(
      String type, String name, Parameters in, Class<T> answer) {
    trips++;
    return client
        .operation()
        .onType(type)
        .named(name)
        .withParameters(in)
        .returnResourceType(answer)
        .execute();
  }

  /** An operation on the server. */
  public <T extends IBaseResource> T operate(String name, Parameters in, Class<T> answer) {
    trips++;
    return client
        .operation()
        .onServer()
        .named(name)
        .withParameters(in)
        .returnResourceType(answer)
        .execute();
  }

  /** An update by PUT; with the version in its id it is held to that version (If-Match). */
  public MethodOutcome put(Resource resource) {
    trips++;
    return client.update().resource(resource).execute();
  }

  /**
   * An update of what has this version (If-Match). The client makes the header of the id: of one
   * that was read a moment ago that would be the version of now, and not the one that was looked
   * at.
   *
   * @param version null is none that there ever was
   */
  public MethodOutcome put(Resource resource, String version) {
    resource.setId(resource.getIdElement().withVersion(version == null ? "0" : version));
    return put(resource);
  }

  /** Deletes one. */
  public void delete(String type, String id) {
    trips++;
    client.delete().resourceById(type, id).execute();
  }

  /** A new one, with an id of the server's. */
  public MethodOutcome create(Resource resource) {
    trips++;
    return client.create().resource(resource).execute();
  }

  /** A search whose values say something about somebody, by POST. */
  public Bundle search(String type, Map<String, List<String>> values) {
    trips++;
    return client
        .search()
        .forResource(type)
        .whereMap(values)
        .usingStyle(SearchStyleEnum.POST)
        .returnBundle(Bundle.class)
        .execute();
  }

  /**
   * An update that is held to a version (If-Match), and what is new with it: together or not at
   * all, where Bundles are taken from this person. Where they are not, the update goes first: of
   * two who do the same, the second is refused before anything else is written.
   */
  public void put(Resource resource, String version, Resource created) {
    if (!bundles) {
      put(resource, version);
      create(created);
      return;
    }
    Bundle transaction = new Bundle().setType(BundleType.TRANSACTION);
    transaction
        .addEntry()
        .setResource(resource)
        .getRequest()
        .setMethod(HTTPVerb.PUT)
        .setUrl(resource.fhirType() + "/" + resource.getIdElement().getIdPart())
        .setIfMatch("W/\"" + version + "\"");
    transaction
        .addEntry()
        .setResource(created)
        .getRequest()
        .setMethod(HTTPVerb.POST)
        .setUrl(created.fhirType());
    trips++;
    client.transaction().withBundle(transaction).execute();
  }

  /** Makes them, over one pool of connections of their own. */
  static final class Factory {
    private final ApacheRestfulClientFactory clients;
    private final Supplier<String> base;

    Factory(FhirContext context, Supplier<String> base) {
      this.base = base;
      this.clients = new ApacheRestfulClientFactory(context);
      clients.setServerValidationMode(ServerValidationModeEnum.NEVER);
      clients.setPoolMaxTotal(40);
      clients.setPoolMaxPerRoute(40);
      clients.setConnectTimeout(5_000);
      clients.setSocketTimeout(35_000);
    }

    ConsoleFhir with(String token, boolean bundles) {
      return new ConsoleFhir(clients.newGenericClient(base.get()), token, bundles);
    }
  }
}
