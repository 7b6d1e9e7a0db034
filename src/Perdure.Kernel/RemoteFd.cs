using System.Globalization;

namespace Perdure.Kernel;

/// <summary>A file descriptor number in another process.</summary>
/// <param name="Value">The number.</param>
public readonly record struct RemoteFd(int Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
