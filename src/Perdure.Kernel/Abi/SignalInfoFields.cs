using System.Runtime.CompilerServices;

namespace Perdure.Kernel.Abi;

/// <summary>The union in <c>siginfo_t</c> (112 bytes).</summary>
[InlineArray(112)]
public struct SignalInfoFields
{
    private byte _first;
}
