namespace Perdure.Kernel.Abi;

/// <summary>Says that each member of an enum, or each constant of a class, has the value of the C constant of the same name.</summary>
[AttributeUsage(AttributeTargets.Enum | AttributeTargets.Class)]
internal sealed class CConstantsAttribute(string header, string prefix = "") : Attribute
{
    /// <summary>The header that defines them; several are parted by spaces, in the order of inclusion.</summary>
    public string Header { get; } = header;

    /// <summary>What C writes before our member's name.</summary>
    public string Prefix { get; } = prefix;
}
