package org.rapport.server.reading;

import ca.uhn.fhir.jpa.dao.ISearchBuilder;
import ca.uhn.fhir.jpa.dao.SearchBuilderFactory;
import ca.uhn.fhir.jpa.model.dao.JpaPid;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.rapport.server.security.scope.CallersScope;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/**
 * HAPI's searches, which load by {@link PageResources} what a request itself asked for and may
 * leave as it is stored; nothing that our own code looks for meanwhile does.
 */
@Component
@Primary
public class PageLoaders extends SearchBuilderFactory<JpaPid> {
  private final Supplier<CallersScope> scope;
  private final Supplier<PageResources> resources;

  /** For HAPI's context. */
  PageLoaders(ObjectProvider<CallersScope> scope, ObjectProvider<PageResources> resources) {
    this.scope = SingletonSupplier.of(scope::getObject);
    this.resources = SingletonSupplier.of(resources::getObject);
  }

  @Override
  @SuppressWarnings("unchecked")
  public ISearchBuilder<JpaPid> newSearchBuilder(String name, Class<? extends IBaseResource> type) {
    ISearchBuilder<JpaPid> builder = super.newSearchBuilder(name, type);
    return (ISearchBuilder<JpaPid>)
        Proxy.newProxyInstance(
            ISearchBuilder.class.getClassLoader(),
            new Class<?>[] {ISearchBuilder.class},
            (proxy, method, arguments) -> {
              if (Load.is(method, arguments)) {
                load(builder, new Load(arguments));
                return null;
              }
              try {
                return method.invoke(builder, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private void load(ISearchBuilder<JpaPid> builder, Load load) {
    Optional<StoredPage> page =
        load.isOfVersions() ? Optional.empty() : StoredPage.of(load.request(), scope.get());
    if (page.isEmpty()) {
      load.by(builder, load.wanted(), load.into());
      return;
    }
    List<IBaseResource> loaded =
        resources
            .get()
            .load(
                page.get(),
                load.wanted(),
                load.included(),
                left -> {
                  List<IBaseResource> others = new ArrayList<>();
                  load.by(builder, left, others);
                  return others;
                });
    // HAPI's own list ends with what is there.
    int end = loaded.size();
    while (end > 0 && loaded.get(end - 1) == null) {
      end--;
    }
    load.into().addAll(loaded.subList(0, end));
  }

  /** The arguments of {@code loadResourcesByPid}. */
  private record Load(
      Collection<JpaPid> wanted,
      Collection<JpaPid> included,
      List<IBaseResource> into,
      boolean history,
      RequestDetails request) {
    private static final int ARGUMENTS = 5;

    @SuppressWarnings("unchecked")
    Load(Object[] arguments) {
      this(
          (Collection<JpaPid>) arguments[0],
          (Collection<JpaPid>) arguments[1],
          (List<IBaseResource>) arguments[2],
          (boolean) arguments[3],
          (RequestDetails) arguments[4]);
    }

    static boolean is(Method method, Object[] arguments) {
      return method.getName().equals("loadResourcesByPid") && arguments.length == ARGUMENTS;
    }

    boolean isOfVersions() {
      return history || wanted.stream().map(JpaPid::getVersion).anyMatch(Objects::nonNull);
    }

    void by(
        ISearchBuilder<JpaPid> builder, Collection<JpaPid> pids, List<IBaseResource> resources) {
      builder.loadResourcesByPid(pids, included, resources, history, request);
    }
  }
}
