using System.Text;

namespace Perdure.Checkpoints.Files.UnixSockets;

/// <summary>Reads struct sockaddr_un.</summary>
internal static class UnixAddress
{
    private const int PathAt = 2;

    public static bool IsNamed(byte[] address) => address.Length > PathAt;

    public static bool IsAbstract(byte[] address) => address.Length > PathAt && address[PathAt] == 0;

    /// <summary>The path; null when the name is none.</summary>
    public static string? PathOf(byte[] address)
    {
        if (address.Length <= PathAt || address[PathAt] == 0)
            return null;
        var bytes = address.AsSpan(PathAt);
        var end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }

    /// <summary>The address of a path.</summary>
    public static byte[] Of(string path)
    {
        var bytes = Encoding.UTF8.GetBytes(path);
        var address = new byte[PathAt + bytes.Length + 1];
        address[0] = 1;
        bytes.CopyTo(address, PathAt);
        return address;
    }

    /// <summary>For people: a path, @name for an abstract one.</summary>
    public static string Show(byte[] address) =>
        PathOf(address) ?? (IsAbstract(address) ? "@" + Encoding.UTF8.GetString(address.AsSpan(PathAt + 1)) : "unnamed");
}
