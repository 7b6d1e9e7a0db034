using Perdure.Tests.House.CircleExample.Moon;

namespace Perdure.Tests.House.CircleExample.Sun;

/// <summary>Uses the other namespace in code only: no signature tells.</summary>
internal static class Light
{
    internal static bool Falls() => !Eclipse.IsNow(default);
}
