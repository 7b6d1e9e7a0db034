namespace Perdure.Checkpoints.Files.InetSockets;

/// <summary>A socket option that can be read and set.</summary>
/// <param name="Level">SOL_SOCKET and so on.</param>
/// <param name="Name">Its number there.</param>
/// <param name="Text">The kernel's name for it.</param>
/// <param name="Classes">What sockets have it.</param>
/// <param name="Bytes">Length of its value; an int as a rule.</param>
internal readonly record struct SocketOption(int Level, int Name, string Text, SocketClasses Classes, int Bytes = 4)
{
    /// <summary>Whether sockets of some kind have the option. IPv6 options need the family, not only the kind.</summary>
    public bool IsFor(SocketClasses socket) =>
        (Classes & socket & SocketClasses.All) != 0 && ((Classes & SocketClasses.V6) == 0 || (socket & SocketClasses.V6) != 0);
}
