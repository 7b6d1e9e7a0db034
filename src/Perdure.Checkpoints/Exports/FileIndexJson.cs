using System.Text.Json.Serialization;

namespace Perdure.Checkpoints.Exports;

/// <summary>The index of exported files as JSON, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(FileIndex))]
internal sealed partial class FileIndexJson : JsonSerializerContext;
