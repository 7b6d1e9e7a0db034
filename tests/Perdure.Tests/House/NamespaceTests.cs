using Xunit;

namespace Perdure.Tests.House;

public sealed class NamespaceTests
{
    [Fact]
    public void No_room_has_namespaces_that_use_each_other_in_a_circle() => Rule.HoldsUnless(CompiledRoom.All.SelectMany(room => room.Namespaces().Circles()));

    [Fact]
    public void A_circle_is_found()
    {
        // This assembly has one, for this test: CircleExample.
        var circles = CompiledRoom.Of("Perdure.Tests").Namespaces().Circles();

        Assert.Contains("circle: Perdure.Tests.House.CircleExample.Moon -> Perdure.Tests.House.CircleExample.Sun (Eclipse uses Light)", circles);
        Assert.Contains("circle: Perdure.Tests.House.CircleExample.Sun -> Perdure.Tests.House.CircleExample.Moon (Light uses Eclipse)", circles);
    }
}
