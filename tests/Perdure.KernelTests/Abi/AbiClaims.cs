using System.Reflection;

namespace Perdure.KernelTests.Abi;

/// <summary>All claims about C that are in the source.</summary>
internal static class AbiClaims
{
    private const BindingFlags AllFields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>The types that copy C: every one in a namespace named Abi, and the two of the kernel room that everyone uses.</summary>
    public static IEnumerable<Type> Types()
    {
        var kernel = typeof(Kernel.Errno).Assembly;
        return kernel.GetExportedTypes().Concat(typeof(Binaries.ElfReader).Assembly.GetExportedTypes())
            .Where(type => type.Namespace!.EndsWith(".Abi", StringComparison.Ordinal) || type == typeof(Kernel.Errno) || type == typeof(Kernel.SignalNumber))
            .Where(type => !type.IsNested);
    }

    public static IEnumerable<AbiClaim> All() => Types().SelectMany(type => CName.Of(type) is { } name ? Of(type, name) : []);

    public static IEnumerable<AbiClaim> Of(Type type, CName name) =>
        type.IsValueType && !type.IsEnum ? OfStruct(type, name) : OfConstants(type, name);

    private static IEnumerable<AbiClaim> OfStruct(Type type, CName name)
    {
        var size = FieldLayout.SizeOf(type);
        var judged = name.Extensible ? $"sizeof({name.Name}) < {size} ? sizeof({name.Name}) : {size}" : $"sizeof({name.Name})";
        yield return new AbiClaim($"sizeof {type.Name}", name.Prelude, name.Name, judged, size);
        foreach (var field in type.GetFields(AllFields).Where(field => !field.Name.StartsWith('_')))
        {
            var cField = name.OfField(field);
            if (cField.Length == 0)
                continue;
            yield return new AbiClaim(
                $"{type.Name}.{field.Name}", name.Prelude, name.Name, $"__builtin_offsetof({name.Name}, {cField})", FieldLayout.OffsetOf(field));
        }
    }

    /// <summary>Members that are called None are our own word for 0.</summary>
    private static IEnumerable<AbiClaim> OfConstants(Type type, CName name)
    {
        foreach (var field in type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral && field.Name != "None"))
        {
            var value = field.GetRawConstantValue() switch
            {
                ulong wide => unchecked((long)wide),
                var other => Convert.ToInt64(other, null),
            };
            var cName = name.Name + field.Name;
            yield return new AbiClaim($"{type.Name}.{field.Name}", name.Prelude, cName, cName, value);
        }
    }
}
