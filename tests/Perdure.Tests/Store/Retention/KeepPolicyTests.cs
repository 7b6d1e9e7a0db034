using Perdure.Kernel;
using Perdure.Store.Retention;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Store.Retention;

public sealed class KeepPolicyTests
{
    [Theory]
    [InlineData("last=10,hourly=24,daily=7,weekly=4,monthly=12", "last=10,hourly=24,daily=7,weekly=4,monthly=12")]
    [InlineData("monthly=1, last=2", "last=2,monthly=1")]
    [InlineData("daily=1000000", "daily=1000000")]
    public void A_policy_is_read(string text, string meaning) => Assert.Equal(meaning, KeepPolicy.Parse(text).ToString());

    [Theory]
    [InlineData("", "a rule is missing")]
    [InlineData("last=3,", "a rule is missing")]
    [InlineData("last", "'last' is no rule with a number")]
    [InlineData("last=3=4", "'last=3=4' is no rule with a number")]
    [InlineData("yearly=1", "there is no rule 'yearly', only last, hourly, daily, weekly, monthly")]
    [InlineData("Last=1", "there is no rule 'Last', only last, hourly, daily, weekly, monthly")]
    [InlineData("last=0", "'last' takes a number from 1 to 1000000, not '0'")]
    [InlineData("last=-1", "'last' takes a number from 1 to 1000000, not '-1'")]
    [InlineData("last=1000001", "'last' takes a number from 1 to 1000000, not '1000001'")]
    [InlineData("daily=99999999999999999999", "'daily' takes a number from 1 to 1000000, not '99999999999999999999'")]
    [InlineData("last=1,daily=2,last=3", "'last' is there twice")]
    public void A_mistake_is_named(string text, string mistake)
    {
        var refused = Assert.Throws<PerdureException>(() => KeepPolicy.Parse(text));
        Assert.Equal($"the policy can't be read: {mistake}", refused.Message);
        Assert.Equal(ExitCode.Usage, refused.ExitCode);
    }
}
