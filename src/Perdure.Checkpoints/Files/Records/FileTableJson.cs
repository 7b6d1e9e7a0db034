using System.Text.Json;
using System.Text.Json.Serialization;
using Perdure.Kernel;

namespace Perdure.Checkpoints.Files.Records;

/// <summary>The table of files as it stands in an image.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(FileTable))]
public sealed partial class FileTableJson : JsonSerializerContext
{
    /// <summary>The bytes of a table.</summary>
    public static byte[] Encode(FileTable table) => JsonSerializer.SerializeToUtf8Bytes(table, Default.FileTable);

    /// <summary>The table, or a clear failure when the bytes are no table or contradict themselves.</summary>
    public static FileTable Decode(ReadOnlySpan<byte> bytes)
    {
        FileTable? table;
        try
        {
            table = JsonSerializer.Deserialize(bytes, Default.FileTable);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException or FormatException or InvalidOperationException)
        {
            throw new PerdureException($"the image's list of open files is damaged: {error.Message}", "run 'perdure verify'");
        }
        if (FileTableRules.FirstBroken(table) is { } broken)
            throw new PerdureException("the image's list of open files contradicts itself: " + broken, "run 'perdure verify'");
        return table!;
    }
}
