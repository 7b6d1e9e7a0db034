using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Perdure.Checkpoints.Comparing;
using Perdure.Checkpoints.Searching;
using Perdure.Store;
using Perdure.Supervision;

namespace Perdure.Cli.Documents;

/// <summary>How each document becomes JSON, without reflection. Texts stay readable: no browser will ever see them.</summary>
[JsonSourceGenerationOptions]
[JsonSerializable(typeof(BisectDocument))]
[JsonSerializable(typeof(CheckpointDocument))]
[JsonSerializable(typeof(CompactDocument))]
[JsonSerializable(typeof(CopyDocument))]
[JsonSerializable(typeof(DeleteDocument))]
[JsonSerializable(typeof(DemoDocument))]
[JsonSerializable(typeof(DiffDocument))]
[JsonSerializable(typeof(DoctorDocument))]
[JsonSerializable(typeof(EventsDocument))]
[JsonSerializable(typeof(ExportDocument))]
[JsonSerializable(typeof(JournalEvent))]
[JsonSerializable(typeof(FailureDocument))]
[JsonSerializable(typeof(GrepDocument))]
[JsonSerializable(typeof(ListDocument))]
[JsonSerializable(typeof(ProgramStatus))]
[JsonSerializable(typeof(ProgramsDocument))]
[JsonSerializable(typeof(PruneDocument))]
[JsonSerializable(typeof(RestoreDocument))]
[JsonSerializable(typeof(ShowDocument))]
[JsonSerializable(typeof(TextDocument))]
[JsonSerializable(typeof(TrialOrder))]
[JsonSerializable(typeof(TrialReport))]
[JsonSerializable(typeof(VerifyDocument))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class DocumentJson : JsonSerializerContext
{
    /// <summary>The one to use.</summary>
    internal static readonly DocumentJson Readable = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter<DifferenceKind>(JsonNamingPolicy.CamelCase), new JsonStringEnumConverter<MatchEncoding>(JsonNamingPolicy.CamelCase) },
    });
}
