namespace Perdure.Kernel;

/// <summary>An address in another process. It is never dereferenced here.</summary>
/// <param name="Value">The address.</param>
public readonly record struct RemotePtr(ulong Value) : IComparable<RemotePtr>
{
    /// <summary>The null address.</summary>
    public static RemotePtr Null => default;

    /// <summary>The address <paramref name="bytes"/> further on.</summary>
    public static RemotePtr operator +(RemotePtr address, ulong bytes) => new(address.Value + bytes);

    /// <summary>The address <paramref name="bytes"/> before.</summary>
    public static RemotePtr operator -(RemotePtr address, ulong bytes) => new(address.Value - bytes);

    /// <summary>The distance in bytes.</summary>
    public static ulong operator -(RemotePtr end, RemotePtr start) => end.Value - start.Value;

    /// <summary>Address order.</summary>
    public static bool operator <(RemotePtr left, RemotePtr right) => left.Value < right.Value;

    /// <summary>Address order.</summary>
    public static bool operator >(RemotePtr left, RemotePtr right) => left.Value > right.Value;

    /// <summary>Address order.</summary>
    public static bool operator <=(RemotePtr left, RemotePtr right) => left.Value <= right.Value;

    /// <summary>Address order.</summary>
    public static bool operator >=(RemotePtr left, RemotePtr right) => left.Value >= right.Value;

    /// <inheritdoc/>
    public int CompareTo(RemotePtr other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => $"0x{Value:x}";
}
