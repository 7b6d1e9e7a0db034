namespace Perdure.Kernel.Abi;

/// <summary>Names the C struct that a layout copies, so that a test can have the C compiler judge its size and every field's offset.</summary>
[AttributeUsage(AttributeTargets.Struct)]
internal sealed class CStructAttribute(string name, string header) : Attribute
{
    /// <summary>The C type, as written in C: <c>struct clone_args</c>.</summary>
    public string Name { get; } = name;

    /// <summary>The header that declares it; several are parted by spaces, in the order of inclusion.</summary>
    public string Header { get; } = header;

    /// <summary>What all field names of C begin with: <c>sa_</c>.</summary>
    public string FieldPrefix { get; init; } = "";

    /// <summary>Whether ours is the beginning only, because newer kernels append fields.</summary>
    public bool Extensible { get; init; }

    /// <summary>C text after the headers, for a kernel struct that no header exports but whose parts do.</summary>
    public string Declaration { get; init; } = "";
}
