using Perdure.Tests.House.CircleExample.Sun;

namespace Perdure.Tests.House.CircleExample.Moon;

/// <summary>Uses the other namespace in code only, and only as the argument of a generic.</summary>
internal static class Eclipse
{
    internal static bool IsNow(int hour) => hour > 12 && typeof(Light).Name.Length > 0;
}
