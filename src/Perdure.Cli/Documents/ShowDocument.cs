using System.Text.Json;

namespace Perdure.Cli.Documents;

/// <summary>What `show` answers: the entry of `list`, and the inventories as they stand in the image, nothing left out.</summary>
internal sealed record ShowDocument(ListedCheckpoint Checkpoint, JsonElement Program, JsonElement? Files);
