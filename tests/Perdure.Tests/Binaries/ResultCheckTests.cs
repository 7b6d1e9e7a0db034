using Perdure.Binaries.Code;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Binaries;

/// <summary>What callers do with results, from code as compilers write it.</summary>
public sealed class ResultCheckTests
{
    private const ulong MinusOne = ulong.MaxValue;

    [Theory]
    [InlineData("85c07805", true, MinusOne)] // test eax,eax; js
    [InlineData("4885c07405", true, 0UL)] // test rax,rax; je: a pointer
    [InlineData("85c07505", true, MinusOne)] // test eax,eax; jne: 0 is good
    [InlineData("84c07405", true, 0UL)] // test al,al; je: false
    [InlineData("83f8ff7405", true, MinusOne)] // cmp eax,-1; je
    [InlineData("83f8fb7405", true, 0xfffffffffffffffbUL)] // cmp eax,-5; je
    [InlineData("4883f8ff7405", true, MinusOne)] // cmp rax,-1; je
    [InlineData("89c385db7805", true, MinusOne)] // mov ebx,eax; test ebx,ebx; js
    [InlineData("4889c3488945f84885db7405", true, 0UL)] // mov rbx,rax; mov [rbp-8],rax; test rbx,rbx; je
    [InlineData("31c085c07805", false, 0UL)] // xor eax,eax: overwritten
    [InlineData("85c0ffc17805", false, 0UL)] // test eax,eax; inc ecx; js: of something else
    [InlineData("4883c408c3", false, 0UL)] // add rsp,8; ret
    [InlineData("e800000000", false, 0UL)] // another call
    [InlineData("06", false, 0UL)] // no instruction
    [InlineData("", false, 0UL)]
    public void Error_value(string code, bool isChecked, ulong value)
    {
        var check = ResultCheck.Of(Convert.FromHexString(code), 0x1000);

        Assert.Equal((isChecked, value), (check.IsChecked, check.ErrorValue));
    }

    [Fact]
    public void A_result_that_is_handed_on() => Assert.True(ResultCheck.Of(Convert.FromHexString("4883c4085bc3"), 0x1000).IsPassedOn); // add rsp,8; pop rbx; ret

    [Theory]
    [InlineData("31c0c3", true)]
    [InlineData("e8000000000f0b", false)] // call; ud2
    [InlineData("ebfe", false)] // for (;;)
    [InlineData("eb10", true)] // a tail call
    [InlineData("ffe0", true)] // jmp rax
    public void Ends_of_functions(string code, bool returns) => Assert.Equal(returns, FunctionEnds.CanReturn(Convert.FromHexString(code), 0x1000));
}
