using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Perdure.Tests.House;

/// <summary>Decodes a signature to the types of the same assembly that it names.</summary>
internal sealed class TypesInSignature : ISignatureTypeProvider<IReadOnlyList<TypeDefinitionHandle>, object?>
{
    private static readonly IReadOnlyList<TypeDefinitionHandle> None = [];

    public IReadOnlyList<TypeDefinitionHandle> GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => [handle];

    public IReadOnlyList<TypeDefinitionHandle> GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => None;

    public IReadOnlyList<TypeDefinitionHandle> GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public IReadOnlyList<TypeDefinitionHandle> GetGenericInstantiation(IReadOnlyList<TypeDefinitionHandle> genericType, ImmutableArray<IReadOnlyList<TypeDefinitionHandle>> typeArguments) =>
        [.. typeArguments.SelectMany(types => types), .. genericType];

    public IReadOnlyList<TypeDefinitionHandle> GetFunctionPointerType(MethodSignature<IReadOnlyList<TypeDefinitionHandle>> signature) =>
        [.. signature.ParameterTypes.SelectMany(types => types), .. signature.ReturnType];

    public IReadOnlyList<TypeDefinitionHandle> GetModifiedType(IReadOnlyList<TypeDefinitionHandle> modifier, IReadOnlyList<TypeDefinitionHandle> unmodifiedType, bool isRequired) => unmodifiedType;

    public IReadOnlyList<TypeDefinitionHandle> GetArrayType(IReadOnlyList<TypeDefinitionHandle> elementType, ArrayShape shape) => elementType;

    public IReadOnlyList<TypeDefinitionHandle> GetByReferenceType(IReadOnlyList<TypeDefinitionHandle> elementType) => elementType;

    public IReadOnlyList<TypeDefinitionHandle> GetPinnedType(IReadOnlyList<TypeDefinitionHandle> elementType) => elementType;

    public IReadOnlyList<TypeDefinitionHandle> GetPointerType(IReadOnlyList<TypeDefinitionHandle> elementType) => elementType;

    public IReadOnlyList<TypeDefinitionHandle> GetSZArrayType(IReadOnlyList<TypeDefinitionHandle> elementType) => elementType;

    public IReadOnlyList<TypeDefinitionHandle> GetGenericMethodParameter(object? genericContext, int index) => None;

    public IReadOnlyList<TypeDefinitionHandle> GetGenericTypeParameter(object? genericContext, int index) => None;

    public IReadOnlyList<TypeDefinitionHandle> GetPrimitiveType(PrimitiveTypeCode typeCode) => None;
}
