namespace Perdure.Binaries;

/// <summary>One note.</summary>
/// <param name="Owner">Who defines its types: "GNU", "CORE", "LINUX".</param>
/// <param name="Type">Its type.</param>
/// <param name="Description">Its content.</param>
public readonly record struct ElfNote(string Owner, uint Type, ReadOnlyMemory<byte> Description);
