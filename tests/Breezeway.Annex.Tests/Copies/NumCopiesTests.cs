using Breezeway.Annex.Copies;

namespace Breezeway.Annex.Tests.Copies;

public class NumCopiesTests
{
    [Fact]
    public void The_first_that_is_set_wins()
    {
        var all = new CopiesSettings(NumCopiesOption: 2, MinCopiesOption: 3, NumCopiesLog: 4, MinCopiesLog: 5, GitConfig: 6);
        Assert.Equal((2, 3), Of(all.ForFile(7, 8)));
        Assert.Equal((7, 8), Of((all with { NumCopiesOption = null, MinCopiesOption = null }).ForFile(7, 8)));
        Assert.Equal((4, 5), Of((all with { NumCopiesOption = null, MinCopiesOption = null }).WithoutFile));
        Assert.Equal((6, 1), Of(new CopiesSettings(GitConfig: 6).WithoutFile));
        Assert.Equal((1, 1), Of(new CopiesSettings().WithoutFile));
        Assert.Equal(4, all.ForLackingCopies(null).Count);
        Assert.Equal(7, all.ForLackingCopies(7).Count);
        Assert.Equal(1, (all with { NumCopiesLog = null }).ForLackingCopies(null).Count);
    }

    [Fact]
    public void Less_than_one_is_one()
    {
        Assert.Equal((1, 1), Of(new CopiesSettings(0, -3).WithoutFile));
        Assert.Equal((1, 1), Of(default));
    }

    [Fact]
    public void Of_several_files_the_most_demanding_counts()
    {
        Assert.Equal((3, 2), Of(CopiesNeeded.Max([new(new(3), new(1)), new(new(1), new(2))])));
        Assert.Equal((1, 1), Of(CopiesNeeded.Max([])));
    }

    static (int, int) Of(CopiesNeeded c) => (c.NumCopies.Count, c.MinCopies.Count);
}
