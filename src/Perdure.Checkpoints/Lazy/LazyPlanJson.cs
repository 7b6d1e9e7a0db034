using System.Text.Json;
using System.Text.Json.Serialization;

namespace Perdure.Checkpoints.Lazy;

/// <summary>The plan as JSON, without reflection.</summary>
[JsonSerializable(typeof(LazyPlan))]
internal sealed partial class LazyPlanJson : JsonSerializerContext
{
    /// <summary>Encodes.</summary>
    public static byte[] ToBytes(LazyPlan plan) => JsonSerializer.SerializeToUtf8Bytes(plan, Default.LazyPlan);

    /// <summary>Decodes what <see cref="ToBytes"/> made.</summary>
    public static LazyPlan FromBytes(ReadOnlySpan<byte> bytes) => JsonSerializer.Deserialize(bytes, Default.LazyPlan)!;
}
