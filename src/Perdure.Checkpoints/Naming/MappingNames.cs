using Perdure.Checkpoints.Image;

namespace Perdure.Checkpoints.Naming;

/// <summary>What people call a mapping.</summary>
internal static class MappingNames
{
    private const int Write = 2;
    private const int Execute = 4;

    /// <summary>The path, or the name of anonymous memory as /proc/PID/maps has it, or "anonymous".</summary>
    public static string Of(IReadOnlyList<MappingImage> mappings, int index)
    {
        if (IsZeroedData(mappings, index))
            return $"{mappings[index - 1].Name} (.bss)";
        var mapping = mappings[index];
        return mapping.Name.Length > 0 ? mapping.Name : mapping.Kind.ToString().ToLowerInvariant();
    }

    /// <summary>
    /// Whether a nameless mapping holds variables of the program or library whose data end where it begins: what the file has no bytes
    /// for (.bss) the loader maps as anonymous memory behind.
    /// </summary>
    public static bool IsZeroedData(IReadOnlyList<MappingImage> mappings, int index) =>
        index > 0
        && mappings[index] is { Kind: MappingKind.Anonymous, Shared: false, Name: "" }
        && mappings[index - 1] is { Kind: MappingKind.File or MappingKind.DeletedFile, Shared: false } data
        && (data.Protection & Write) != 0
        && data.End == mappings[index].Start
        && IsCode(mappings, index - 1);

    /// <summary>Whether code of the same file lies before: data files that a program maps have none.</summary>
    private static bool IsCode(IReadOnlyList<MappingImage> mappings, int index)
    {
        for (var before = index; before >= 0 && mappings[before].Name == mappings[index].Name; before--)
        {
            if ((mappings[before].Protection & Execute) != 0)
                return true;
        }

        return false;
    }
}
