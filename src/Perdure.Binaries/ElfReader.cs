namespace Perdure.Binaries;
/// <summary>stub</summary>
public sealed class ElfReader;
