using System.Text.Json;
using System.Text.Json.Serialization;
using Perdure.Kernel;

namespace Perdure.Checkpoints.Image;

/// <summary>The inventory as JSON, without reflection.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 32,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ProgramImage))]
public sealed partial class ProgramImageJson : JsonSerializerContext
{
    /// <summary>Encodes.</summary>
    public static byte[] ToBytes(ProgramImage program) => JsonSerializer.SerializeToUtf8Bytes(program, Default.ProgramImage);

    /// <summary>Decodes; what doesn't fit is refused as damage.</summary>
    public static ProgramImage FromBytes(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, Default.ProgramImage) ?? throw new JsonException("it is null");
        }
        catch (Exception failure) when (failure is JsonException or NotSupportedException or FormatException or InvalidOperationException)
        {
            throw new PerdureException($"the inventory of the checkpoint can't be read: {failure.Message}", "the image is damaged, or was written by another version of perdure");
        }
    }
}
