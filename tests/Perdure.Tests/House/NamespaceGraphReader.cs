using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Perdure.Tests.House;

/// <summary>Reads the uses between the namespaces of an assembly: in signatures, bases, attributes and code.</summary>
internal sealed class NamespaceGraphReader
{
    private readonly PEReader _image;
    private readonly MetadataReader _metadata;
    private readonly TypesInSignature _signatures = new();
    private readonly NamespaceGraph _graph = new();

    internal NamespaceGraphReader(PEReader image)
    {
        _image = image;
        _metadata = image.GetMetadataReader();
    }

    internal NamespaceGraph Read()
    {
        foreach (var handle in _metadata.TypeDefinitions)
            ReadType(_metadata.GetTypeDefinition(handle), handle);
        return _graph;
    }

    private void ReadType(TypeDefinition type, TypeDefinitionHandle handle)
    {
        Use(handle, type.BaseType);
        foreach (var contract in type.GetInterfaceImplementations())
            Use(handle, _metadata.GetInterfaceImplementation(contract).Interface);
        foreach (var parameter in type.GetGenericParameters())
            foreach (var constraint in _metadata.GetGenericParameter(parameter).GetConstraints())
                Use(handle, _metadata.GetGenericParameterConstraint(constraint).Type);
        foreach (var field in type.GetFields())
            Use(handle, _metadata.GetFieldDefinition(field).DecodeSignature(_signatures, null));
        foreach (var attribute in type.GetCustomAttributes())
            Use(handle, _metadata.GetCustomAttribute(attribute).Constructor);
        foreach (var method in type.GetMethods())
            ReadMethod(handle, _metadata.GetMethodDefinition(method));
    }

    private void ReadMethod(TypeDefinitionHandle type, MethodDefinition method)
    {
        Use(type, Types(method.DecodeSignature(_signatures, null)));
        if (method.RelativeVirtualAddress == 0)
            return;
        var body = _image.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
            foreach (var local in _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_signatures, null))
                Use(type, local);
        foreach (var token in TokensInCode.Of(body.GetILReader()))
            Use(type, MetadataTokens.EntityHandle(token));
        foreach (var region in body.ExceptionRegions)
            Use(type, region.CatchType);
    }

    private void Use(TypeDefinitionHandle user, EntityHandle used)
    {
        if (!used.IsNil)
            Use(user, TypesOf(used));
    }

    private void Use(TypeDefinitionHandle user, IEnumerable<TypeDefinitionHandle> used)
    {
        foreach (var handle in used)
            _graph.Add(NamespaceOf(user), NamespaceOf(handle), $"{NameOf(user)} uses {NameOf(handle)}");
    }

    private IEnumerable<TypeDefinitionHandle> TypesOf(EntityHandle handle) => handle.Kind switch
    {
        HandleKind.TypeDefinition => [(TypeDefinitionHandle)handle],
        HandleKind.TypeSpecification => _metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(_signatures, null),
        HandleKind.MethodDefinition => [_metadata.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType()],
        HandleKind.FieldDefinition => [_metadata.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType()],
        HandleKind.MemberReference => TypesOf(_metadata.GetMemberReference((MemberReferenceHandle)handle).Parent),
        HandleKind.MethodSpecification => TypesOf(_metadata.GetMethodSpecification((MethodSpecificationHandle)handle)),
        _ => [],
    };

    private IEnumerable<TypeDefinitionHandle> TypesOf(MethodSpecification generic) =>
        generic.DecodeSignature(_signatures, null).SelectMany(types => types).Concat(TypesOf(generic.Method));

    private static IEnumerable<TypeDefinitionHandle> Types(MethodSignature<IReadOnlyList<TypeDefinitionHandle>> signature) =>
        signature.ParameterTypes.Append(signature.ReturnType).SelectMany(types => types);

    private string NamespaceOf(TypeDefinitionHandle handle)
    {
        var type = _metadata.GetTypeDefinition(handle);
        while (!type.GetDeclaringType().IsNil)
            type = _metadata.GetTypeDefinition(type.GetDeclaringType());
        return _metadata.GetString(type.Namespace);
    }

    private string NameOf(TypeDefinitionHandle handle) => _metadata.GetString(_metadata.GetTypeDefinition(handle).Name);
}
