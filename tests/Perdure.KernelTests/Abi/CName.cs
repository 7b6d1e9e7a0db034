using System.Reflection;
using System.Text;

namespace Perdure.KernelTests.Abi;

/// <summary>The names that C has for our types, fields and constants.</summary>
/// <param name="Name">The C type of a struct; the prefix of a group of constants.</param>
/// <param name="Header">Headers, parted by spaces.</param>
/// <param name="FieldPrefix">What the C names of fields begin with.</param>
/// <param name="Declaration">C text after the headers.</param>
/// <param name="Extensible">Whether the C struct may be longer than ours.</param>
internal sealed record CName(string Name, string Header, string FieldPrefix = "", string Declaration = "", bool Extensible = false)
{
    /// <summary>From the attribute, which is internal to each room that has C structs, and so is read by its name.</summary>
    public static CName? Of(Type type)
    {
        foreach (var data in type.GetCustomAttributesData())
        {
            if (data.AttributeType.FullName == "Perdure.Kernel.Abi.CStructAttribute")
                return new CName(Text(data, 0), Text(data, 1), Named(data, "FieldPrefix"), Named(data, "Declaration"), Flag(data, "Extensible"));
            if (data.AttributeType.FullName == "Perdure.Kernel.Abi.CConstantsAttribute")
                return new CName(Text(data, 1), Text(data, 0));
        }
        return AdoptedTypes.Names.GetValueOrDefault(type.Name);
    }

    public string Prelude => string.Concat(Header.Split(' ').Select(header => $"#include <{header}>\n")) + Declaration + "\n";

    public string OfField(FieldInfo field)
    {
        var given = field.GetCustomAttributesData().FirstOrDefault(data => data.AttributeType.FullName == "Perdure.Kernel.Abi.CFieldAttribute");
        if (given is not null)
            return Text(given, 0);
        var name = field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)] : field.Name;
        if (AdoptedTypes.Fields.TryGetValue($"{field.DeclaringType!.Name}.{name}", out var adopted))
            return adopted;
        return char.IsLower(name[0]) ? name : FieldPrefix + SnakeCase(name);
    }

    private static string SnakeCase(string name)
    {
        var snake = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && snake.Length > 0)
                snake.Append('_');
            snake.Append(char.ToLowerInvariant(letter));
        }
        return snake.ToString();
    }

    private static string Text(CustomAttributeData data, int index) => (string)data.ConstructorArguments[index].Value!;

    private static bool Flag(CustomAttributeData data, string name) =>
        data.NamedArguments.Any(argument => argument.MemberName == name && argument.TypedValue.Value is true);

    private static string Named(CustomAttributeData data, string name) =>
        data.NamedArguments.FirstOrDefault(argument => argument.MemberName == name).TypedValue.Value as string ?? "";
}
