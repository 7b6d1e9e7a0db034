using System.Runtime.CompilerServices;

namespace Perdure.Binaries.Abi;

/// <summary>16 bytes of text.</summary>
[InlineArray(16)]
public struct Text16
{
    private byte _first;
}
