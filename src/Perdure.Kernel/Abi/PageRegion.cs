using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>A run of pages with the same categories: <c>struct page_region</c>, linux/fs.h (24 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct page_region", "linux/fs.h")]
public struct PageRegion
{
    public RemotePtr Start;
    public RemotePtr End;
    public PageCategory Categories;

    /// <summary>Its size in bytes.</summary>
    public readonly ulong Length => End - Start;
}
