using System.Runtime.CompilerServices;

namespace Perdure.Binaries.Abi;

/// <summary>80 bytes of text.</summary>
[InlineArray(80)]
public struct Text80
{
    private byte _first;
}
