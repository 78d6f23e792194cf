//! Where the fields of a record are.

use super::Target;
use crate::record::{Record, Shape, is_named};

/// Where the fields are among the children of a node. Records of a file look alike, so what the last
/// one's children were called is remembered: most names are then compared once.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// The node of each target, if there is one.
    pub(super) nodes: Vec<Option<usize>>,
    /// The names of the children and the targets whose paths begin with them.
    children: Vec<(String, Vec<usize>)>,
}

impl Places {
    /// Finds what [`Record::find`] finds for each target.
    pub(super) fn find(&mut self, targets: &[Target], record: &Record, node: Option<usize>) {
        self.nodes.clear();
        self.nodes.resize(targets.len(), None);
        let Some(node) = node else { return };
        if record.shape(node) == Shape::List || targets.iter().any(Target::is_node_itself) {
            for (found, target) in self.nodes.iter_mut().zip(targets) {
                *found = target.column.as_ref().and_then(|_| record.find(node, target.path.steps()));
            }
            return;
        }
        for (place, child) in record.children(node).enumerate() {
            let name = record.name(child);
            if place == self.children.len() {
                self.children.push(Default::default());
            }
            let (known, wanted) = &mut self.children[place];
            if known != name {
                name.clone_into(known);
                let begins =
                    |target: &Target| target.column.is_some() && target.path.steps().first().is_some_and(|step| is_named(name, step));
                *wanted = targets.iter().enumerate().filter(|(_, target)| begins(target)).map(|(index, _)| index).collect();
            }
            for index in wanted {
                if self.nodes[*index].is_none() {
                    self.nodes[*index] = record.find(child, &targets[*index].path.steps()[1..]);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::imports::draft::Field;
    use domain::imports::profile::{ImportProfile, Source};
    use proptest::prelude::*;

    use super::*;
    use crate::limits::Limits;
    use crate::mapping::Mapper;

    const NAMES: [&str; 5] = ["a", "x:a", "b", "c", ""];
    const PATHS: [&str; 7] = ["a", "b", "a.b", "b.a.c", "c.0", "c", "."];

    #[derive(Debug, Clone)]
    enum Made {
        Text(usize),
        Node(usize, bool, Vec<Made>),
    }

    fn made() -> impl Strategy<Value = Made> {
        let leaf = (0..NAMES.len()).prop_map(Made::Text);
        leaf.prop_recursive(3, 24, 4, |inner| {
            (0..NAMES.len(), any::<bool>(), proptest::collection::vec(inner, 0..4))
                .prop_map(|(name, is_list, of)| Made::Node(name, is_list, of))
        })
    }

    fn add(record: &mut Record, made: &Made, limits: &Limits) {
        match made {
            Made::Text(name) => {
                record.begin(Shape::Text, NAMES[*name], "text", limits);
            }
            Made::Node(name, is_list, children) => {
                let node = record.begin(if *is_list { Shape::List } else { Shape::Object }, NAMES[*name], "", limits);
                for child in children {
                    add(record, child, limits);
                }
                record.end(node);
            }
        }
    }

    fn targets(paths: &[usize]) -> Vec<Target> {
        let fields = Field::ALL.iter().zip(paths);
        let sources = fields.map(|(field, path)| (*field, Source::column(PATHS[*path])));
        let mut profile = ImportProfile::canonical();
        profile.fields = sources.collect();
        for field in [Field::Sku, Field::Quantity] {
            profile.fields.insert(field, Source::constant("1"));
        }
        Mapper::new(&profile).unwrap().targets
    }

    proptest! {
        #[test]
        fn what_is_remembered_of_one_record_never_hides_what_the_next_one_has(
            paths in proptest::collection::vec(0..PATHS.len(), 1..6),
            records in proptest::collection::vec(proptest::collection::vec(made(), 0..5), 1..5),
        ) {
            let targets = targets(&paths);
            let mut places = Places::default();
            let limits = Limits::default();
            for children in records {
                let mut record = Record::default();
                let root = record.begin(Shape::Object, "", "", &limits);
                for child in &children {
                    add(&mut record, child, &limits);
                }
                record.end(root);
                places.find(&targets, &record, root);
                let found = targets.iter().map(|target| target.column.as_ref().and_then(|_| record.find(0, target.path.steps())));
                prop_assert_eq!(&places.nodes, &found.collect::<Vec<_>>());
            }
        }
    }
}
