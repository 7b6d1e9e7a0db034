namespace Perdure.Checkpoints.Exports;

/// <summary>One open file of a checkpoint, and where its content went.</summary>
/// <param name="Name">What the program knew it by.</param>
/// <param name="Kind">file, deleted, memfd, mapped, pipe, unix, or the kind of what has no content.</param>
/// <param name="Content">The files in this directory that hold it; of a queue of messages one for each. Empty if the checkpoint has none.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Note">Why there is no content, if that needs saying.</param>
/// <param name="OpenIn">The descriptors that lead to it.</param>
public sealed record ExportedFile(string Name, string Kind, IReadOnlyList<string> Content, long Bytes, string? Note, IReadOnlyList<FileHolder> OpenIn);
