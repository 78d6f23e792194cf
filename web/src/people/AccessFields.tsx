import { Box, Checkbox, FormControlLabel, FormHelperText, MenuItem, TextField, Typography } from '@mui/material'
import { useStoreContext } from '../api/store-context'
import type { Problem } from '../api/problem'
import type { Permission, Role, RolePage } from '../api/types'
import { useFormat, useT, useWord } from '../i18n/I18n'
import { Field, faultAt } from '../layout/Field'
import { offered, permissionsOf, withRole, type AccessDraft } from './access'

/** Name, role, stores and rights of somebody: what the role may do is said in words, and rights are given one by one. */
export function AccessFields({
  draft,
  onChange,
  roles,
  before,
  problem,
  isReadOnly = false,
}: {
  draft: AccessDraft
  onChange: (draft: AccessDraft) => void
  roles: RolePage[]
  /** Rights that they had: these may stay, whoever gave them. */
  before: Permission[]
  problem: Problem | null
  isReadOnly?: boolean
}) {
  const t = useT()
  const word = useWord()
  const { me } = useStoreContext()
  const role = roles.find(it => it.role === draft.role)
  const choices = roles.filter(it => it.may_give || it.role === draft.role)
  const storesFault = problem?.errors.find(({ pointer }) => pointer === '/all_stores' || pointer.startsWith('/stores'))?.detail
  return (
    <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)', pt: 0.5 }}>
      <Field label={t('people.name')} value={draft.name} onChange={name => onChange({ ...draft, name })} fault={faultAt(problem, '/name')} disabled={isReadOnly} required slotProps={{ htmlInput: { maxLength: 100 } }} />
      <TextField
        select
        label={t('people.role')}
        value={draft.role ?? ''}
        required
        onChange={event => onChange(withRole(draft, event.target.value as Role, roles))}
        disabled={isReadOnly}
        error={Boolean(faultAt(problem, '/role'))}
        helperText={faultAt(problem, '/role') ?? (draft.role ? word('people.role_hint', draft.role) : t('people.role_first'))}
      >
        {choices.map(choice => (
          <MenuItem key={choice.role} value={choice.role}>
            {word('role', choice.role)}
          </MenuItem>
        ))}
      </TextField>
      {role && <RoleInWords role={role} />}
      <Box component="fieldset" sx={{ border: 0, m: 0, p: 0, minWidth: 0 }}>
        <Typography component="legend" variant="h3">
          {t('people.stores')}
        </Typography>
        {me.all_stores && !role?.is_of_client && (
          <FormControlLabel
            control={<Checkbox size="small" checked={draft.allStores} disabled={isReadOnly} onChange={(_, allStores) => onChange({ ...draft, allStores })} />}
            label={`${t('people.all_stores')} (${t('people.all_stores_hint')})`}
          />
        )}
        {!draft.allStores && (
          <Box sx={{ display: 'grid', gridTemplateColumns: { xs: 'minmax(0, 1fr)', sm: 'repeat(auto-fill, minmax(180px, 1fr))' } }}>
            {me.stores.map(store => (
              <FormControlLabel
                key={store.id}
                control={<Checkbox size="small" checked={draft.stores.includes(store.id)} disabled={isReadOnly} onChange={(_, isOn) => onChange({ ...draft, stores: isOn ? [...draft.stores, store.id] : draft.stores.filter(it => it !== store.id) })} />}
                label={store.name}
              />
            ))}
          </Box>
        )}
        {storesFault && <FormHelperText error>{storesFault}</FormHelperText>}
      </Box>
      {role && <Rights draft={draft} onChange={onChange} roles={roles} before={before} problem={problem} isReadOnly={isReadOnly} />}
    </Box>
  )
}

function RoleInWords({ role }: { role: RolePage }) {
  const t = useT()
  const word = useWord()
  const format = useFormat()
  return (
    <Box>
      <Typography variant="h3">{t('people.may')}</Typography>
      <Typography variant="body2" color="textSecondary">
        {role.permissions.length === 0 ? t('people.may_nothing') : format.list(role.permissions.map(permission => word('permission', permission.replace('.', '_'))))}
      </Typography>
      {role.needs_second_factor && (
        <Typography variant="body2" sx={{ mt: 0.5 }}>
          {t('people.needs_second_factor')}
        </Typography>
      )}
    </Box>
  )
}

function Rights({ draft, onChange, roles, before, problem, isReadOnly }: { draft: AccessDraft; onChange: (draft: AccessDraft) => void; roles: RolePage[]; before: Permission[]; problem: Problem | null; isReadOnly: boolean }) {
  const t = useT()
  const word = useWord()
  const { me } = useStoreContext()
  const inRole = permissionsOf(draft.role, roles)
  const all = [...new Set([...roles.flatMap(({ permissions }) => permissions), ...me.permissions, ...before])]
  const fault = problem?.errors.find(({ pointer }) => pointer.startsWith('/rights'))?.detail
  return (
    <Box component="section" aria-label={t('people.rights')}>
      <Typography variant="h3">{t('people.rights')}</Typography>
      <Typography variant="body2" color="textSecondary">
        {t('people.rights_hint')}
      </Typography>
      <Box sx={{ display: 'grid', gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'repeat(2, minmax(0, 1fr))' }, gap: 1.5, mt: 1 }}>
        {offered(all, me.permissions, draft, roles, before).map(([group, rights]) => (
          <Box key={group} component="fieldset" sx={{ border: 0, m: 0, p: 0, minWidth: 0 }}>
            <Typography component="legend" variant="body2" sx={{ fontWeight: 600 }}>
              {t(`people.group.${group}`)}
            </Typography>
            {rights.map(right => {
              const isByRole = inRole.includes(right)
              const isOn = isByRole || draft.rights.includes(right)
              const isTheirs = me.permissions.includes(right)
              return (
                <FormControlLabel
                  key={right}
                  sx={{ display: 'flex', alignItems: 'flex-start', mr: 0, '& .MuiCheckbox-root': { py: 0.5 } }}
                  control={
                    <Checkbox
                      size="small"
                      checked={isOn}
                      disabled={isReadOnly || isByRole || (!isOn && !isTheirs && !before.includes(right))}
                      onChange={(_, isGiven) => onChange({ ...draft, rights: isGiven ? [...draft.rights, right] : draft.rights.filter(it => it !== right) })}
                    />
                  }
                  label={
                    <Box component="span" sx={{ display: 'block', pt: 0.375 }}>
                      {word('permission', right.replace('.', '_'))}
                      {(isByRole || !isTheirs) && (
                        <Typography component="span" variant="caption" color="textSecondary" sx={{ display: 'block' }}>
                          {t(isByRole ? 'people.by_role' : 'people.not_yours')}
                        </Typography>
                      )}
                    </Box>
                  }
                />
              )
            })}
          </Box>
        ))}
      </Box>
      {fault && <FormHelperText error>{fault}</FormHelperText>}
    </Box>
  )
}
