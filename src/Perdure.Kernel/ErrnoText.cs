using System.Runtime.InteropServices;

namespace Perdure.Kernel;

/// <summary>The C library's words for an errno.</summary>
public static class ErrnoText
{
    /// <summary>What the errno means, in the C library's words.</summary>
    public static string Describe(this Errno error) => Marshal.GetPInvokeErrorMessage((int)error);
}
